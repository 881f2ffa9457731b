/** What is certain of conditions whatever the facts are: that one is never true, that one is true whenever another is. */
import type { Condition } from '../condition.ts'
import { implied, type Situation, situationOf } from './known.ts'
import { type Way, waysOf } from './literal.ts'

/** A condition taken apart once, for many questions. `ways` is `null` where it has too many, and then nothing is claimed. */
export type Reasoned = {
  readonly ways: readonly Way[] | null
  readonly situations: readonly Exclude<Situation, null>[]
}

/** @returns The condition taken apart. */
export function reasoned(condition: Condition): Reasoned {
  const ways = waysOf(condition)
  const possible = (ways ?? []).map((way) => ({ way, situation: situationOf(way) }))
  const left = possible.flatMap(({ way, situation }) => (situation === null ? [] : [{ way, situation }]))
  return { ways: ways === null ? null : left.map(({ way }) => way), situations: left.map(({ situation }) => situation) }
}

/** @returns Whether no facts make the condition true; false also where that cannot be told. */
export function isNever({ ways }: Reasoned): boolean {
  return ways !== null && ways.length === 0
}

/** @returns Whether `wide` is true whenever `narrow` is; false also where that cannot be told. */
export function covers(wide: Reasoned, narrow: Reasoned): boolean {
  if (wide.ways === null || narrow.ways === null) return false
  const ways = wide.ways
  return narrow.situations.every((situation) => ways.some((way) => way.every((literal) => implied(literal, situation))))
}
