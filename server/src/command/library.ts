/** Everything that records name by hash, from the files of a folder: policies, counters, operations, contracts, keys, lists. */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { canonical, Exact, Hash, Hex, InputError, Json, type Library, type List, Utf8 } from '@portcullis/core'
import { listFacts, readCompanions } from './files.ts'
import { readText } from './input.ts'
import { UsageError } from './usage.ts'

/** One object of a file, or one element of an array in it. */
export type Piece = { readonly json: Json.JsonObject; readonly hash: Hex.Hex; readonly text: string }

/** @returns What the files hold; of a folder, its files that end in `.json`. A file that is not JSON holds nothing. */
export function libraryOf(places: readonly string[]): Library {
  const texts = new Map<string, string>()
  const lists = new Map<string, List>()
  for (const file of places.flatMap(filesIn)) {
    const pieces = piecesOf(file)
    for (const { hash, text } of pieces) texts.set(hash, text)
    if (!pieces.some(({ json }) => json['kind'] === 'list')) continue
    for (const fact of Object.values(listFacts(readCompanions([file]))))
      if (fact.type === 'list') lists.set(Exact.hash(fact), fact)
  }
  return { texts, lists }
}

/** @returns The objects of a file, each with the hash of its canonical JSON. */
export function piecesOf(file: string): readonly Piece[] {
  const json = parsed(readText(file))
  return (Array.isArray(json) ? json : [json]).filter(isObject).map((object) => {
    const text = canonical(object)
    return { json: object, hash: Hex.fromBytes(Hash.sha256(Utf8.toBytes(text))), text }
  })
}

function filesIn(place: string): readonly string[] {
  try {
    if (!statSync(place).isDirectory()) return [place]
    const names = readdirSync(place).filter((name) => name.endsWith('.json'))
    return names.sort().map((name) => join(place, name))
  } catch (error) {
    throw new UsageError(`cannot read ${place}: ${(error as Error).message}`)
  }
}

/** A folder may hold other things than ours: what no strict reader takes is passed over, since no record can name it. */
function parsed(text: string): Json.JsonValue {
  try {
    return Json.parse(text)
  } catch (error) {
    if (error instanceof InputError) return null
    throw error
  }
}

function isObject(json: Json.JsonValue): json is Json.JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}
