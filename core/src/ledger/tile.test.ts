import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as Tile from './tile.ts'

describe('tiles', () => {
  it.each([
    [{ level: 0, index: 1234067, width: 256 }, 'tile/0/x001/x234/067'],
    [{ level: 63, index: 0, width: 1 }, 'tile/63/000.p/1'],
    [{ level: null, index: 999, width: 255 }, 'tile/entries/999.p/255'],
    [{ level: null, index: 1000, width: 256 }, 'tile/entries/x001/000'],
  ])('%o stands at %s', (tile, path) => {
    expect(Tile.pathOf(tile)).toBe(path)
    expect(Tile.parsePath(path)).toEqual(tile)
  })

  it.each([
    '',
    'tile/0/1',
    'tile/00/001',
    'tile/64/000',
    'tile/0/x000/001',
    'tile/0/001/002',
    'tile/0/x001',
    'tile/0/000.p/0',
    'tile/0/000.p/01',
    'tile/0/000.p/256',
    'tile/entries/000/',
    'tile/data/000',
    '../tile/0/000',
    'tile/0/x999/x999/x999/x999/x999/999',
  ])('refuses the path `%s`', (path) => {
    expect(() => Tile.parsePath(path)).toThrow(expect.objectContaining({ code: 'bad_tile' }))
  })

  it('has the tiles of a tree of 70,000 entries that the specification counts', () => {
    const tiles = [...Tile.tilesOf(70_000)]
    expect(tiles.filter(({ level, width }) => level === 0 && width === 256)).toHaveLength(273)
    expect(tiles.filter(({ width }) => width < 256)).toEqual([
      { level: 0, index: 273, width: 112 },
      { level: 1, index: 1, width: 17 },
      { level: 2, index: 0, width: 1 },
    ])
    expect(tiles).toHaveLength(277)
    expect([...Tile.tilesOf(256)]).toEqual([
      { level: 0, index: 0, width: 256 },
      { level: 1, index: 0, width: 1 },
    ])
    expect([...Tile.tilesOf(0)]).toEqual([])
    expect([...Tile.bundlesOf(257)].map(Tile.pathOf)).toEqual(['tile/entries/000', 'tile/entries/001.p/1'])
  })
})

describe('a bundle', () => {
  it('always gives its entries back, and no other bytes do', () => {
    const entries = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 })
    fc.assert(
      fc.property(entries, (some) => {
        const bytes = Tile.bundle(some)
        expect(Tile.unbundle(bytes, some.length)).toEqual(some)
        for (const wrong of [bytes.subarray(0, -1), Uint8Array.of(...bytes, 0)])
          if (wrong.length !== bytes.length) expect(() => Tile.unbundle(wrong, some.length)).toThrow('bundle')
      }),
      { seed: 6962 },
    )
  })

  it('holds hashes of 32 bytes, if it is a tile', () => {
    expect(Tile.hashesOf(new Uint8Array(64), 2)).toHaveLength(2)
    expect(() => Tile.hashesOf(new Uint8Array(63), 2)).toThrow(expect.objectContaining({ code: 'bad_tile' }))
    expect(() => Tile.hashesOf(new Uint8Array(96), 2)).toThrow(expect.objectContaining({ code: 'bad_tile' }))
  })
})
