/** Time zones that policies name and the runtime's time-zone data does not know: every fact of theirs would fail. */
import { Json, type PlacedFinding, type Policy } from '@portcullis/core'
import { partsAt } from './calendar.ts'

/** @returns A rejection at each rule, and at each counter, of `text` that compiled to `policy` and names such a zone. */
export function strangeZones(text: string, policy: Policy): readonly PlacedFinding[] {
  const inSteps = policy.steps.flatMap(({ origin, when }) =>
    zonesIn(when).map((zone): [Json.Path, string] => [pathOf(origin.path), zone]),
  )
  const inCounters = (policy.declares ?? []).flatMap(({ id, window }): [Json.Path, string][] =>
    window.type === 'calendar' ? [[['counters', id], window.timezone]] : [],
  )
  const strange = new Map([...inSteps, ...inCounters].filter(([, zone]) => partsAt(zone, 0) === null).map(keyed))
  const found = [...strange.values()]
  const spots = Json.locateAll(
    text,
    found.map(([path]) => path),
  )
  return found.map(([path, came], i) => {
    const expected = 'a zone of the IANA database such as `Europe/Zurich`'
    return { severity: 'error', code: 'unknown_zone', path, expected, came, ...spots[i]!.value }
  })
}

/** Each place and zone once. */
function keyed(one: [Json.Path, string]): [string, [Json.Path, string]] {
  return [JSON.stringify(one), one]
}

/** The zones of local time that a condition asks for. */
function zonesIn(condition: object): readonly string[] {
  const texts = JSON.stringify(condition, (_, value: unknown) => (typeof value === 'bigint' ? null : value))
  return [...texts.matchAll(/"time\.[a-z_]+\(([^")]*)\)"/g)].map(([, zone]) => zone!)
}

/** `rules[2]` as a path. */
function pathOf(text: string): Json.Path {
  return [...text.matchAll(/([A-Za-z]+)|\[(\d+)\]/g)].map(([, name, index]) => name ?? Number(index))
}
