/**
 * The types of the contract ABI as Solidity defines it, without `function` and the fixed-point types.
 * Every type but a length of zero takes at least one word, so the size of the data bounds the number of values.
 */
import { InputError } from '../../../input-error.ts'

type Layout = {
  /** Canonical spelling, as it stands in a signature. */
  readonly text: string
  /** Whether the value stands in the tail, behind an offset. */
  readonly dynamic: boolean
  /** Words of 32 bytes in the head: 1 for a dynamic type. */
  readonly words: number
}

/** Types of one word, and `bytes` and `string`. */
export type Scalar = Layout &
  (
    | { readonly kind: 'address' | 'bool' | 'bytes' | 'string' }
    | { readonly kind: 'uint' | 'int'; readonly bits: number }
    | { readonly kind: 'fixedBytes'; readonly size: number }
  )
/** `size` is null for a length that stands in the data. */
export type List = Layout & { readonly kind: 'array'; readonly item: Type; readonly size: number | null }
export type Tuple = Layout & { readonly kind: 'tuple'; readonly members: readonly Parameter[] }
export type Type = Scalar | List | Tuple

/** A parameter or a member of a tuple. The name may be empty, and two may share one. */
export type Parameter = { readonly name: string; readonly type: Type }

/** What an ABI may hold at most. Words are those of one type without its tails. */
export const limits = { depth: 16, parameters: 64, arraySize: 1024, nameLength: 128, words: 65_536 } as const

const identifier = /^[A-Za-z_$][A-Za-z0-9_$]*$/
const widths = Array.from({ length: 32 }, (_, index) => index + 1)
const spelled: readonly Scalar[] = [
  { kind: 'address', text: 'address', dynamic: false, words: 1 },
  { kind: 'bool', text: 'bool', dynamic: false, words: 1 },
  { kind: 'bytes', text: 'bytes', dynamic: true, words: 1 },
  { kind: 'string', text: 'string', dynamic: true, words: 1 },
  ...widths.map((size) => ({ kind: 'fixedBytes', size, text: `bytes${size}`, dynamic: false, words: 1 }) as const),
  ...widths.map(
    (size) => ({ kind: 'uint', bits: 8 * size, text: `uint${8 * size}`, dynamic: false, words: 1 }) as const,
  ),
  ...widths.map((size) => ({ kind: 'int', bits: 8 * size, text: `int${8 * size}`, dynamic: false, words: 1 }) as const),
]
const scalars: ReadonlyMap<string, Scalar> = new Map(spelled.map((type) => [type.text, type]))

/** @returns The scalar type of that canonical spelling, if there is one. */
export function scalar(text: string): Scalar | undefined {
  return scalars.get(text)
}

/** @returns Whether `text` may name a function, parameter, struct or member. */
export function isName(text: string): boolean {
  return text.length <= limits.nameLength && identifier.test(text)
}

/** @returns The words that `members` take in the head. */
export function headWords(members: readonly Parameter[]): number {
  let words = 0
  for (const member of members) words += member.type.words
  return words
}

/** @throws InputError `abi_invalid` when there is no member, too many, or too many words. */
export function tupleOf(members: readonly Parameter[], path: string): Tuple {
  if (members.length === 0) throw invalid(path, 'a tuple with at least one member')
  const dynamic = members.some((member) => member.type.dynamic)
  const words = dynamic ? 1 : bounded(headWords(members), path)
  return { kind: 'tuple', members, dynamic, words, text: `(${members.map((member) => member.type.text).join(',')})` }
}

/**
 * @param suffix - Dimensions such as `[2][]`, innermost first; may be empty.
 * @throws InputError `abi_invalid` when a dimension is malformed, zero or above the limit.
 */
export function arrayOf(item: Type, suffix: string, path: string): Type {
  let type = item
  for (const dimension of suffix.match(/\[[^\]]*\]/g) ?? []) {
    const size = dimension === '[]' ? null : sizeOf(dimension.slice(1, -1), path)
    const dynamic = size === null || type.dynamic
    const words = dynamic ? 1 : bounded(type.words * size, path)
    type = { kind: 'array', item: type, size, dynamic, words, text: type.text + dimension }
  }
  return type
}

/** @returns How many arrays and tuples stand one inside the other in `type`. */
export function depthOf(type: Type): number {
  if (type.kind === 'array') return 1 + depthOf(type.item)
  if (type.kind !== 'tuple') return 0
  return 1 + Math.max(...type.members.map((member) => depthOf(member.type)))
}

function sizeOf(digits: string, path: string): number {
  const size = /^[1-9][0-9]{0,3}$/.test(digits) ? Number(digits) : Number.POSITIVE_INFINITY
  if (size > limits.arraySize) throw invalid(path, `an array size from 1 to ${limits.arraySize}`, digits)
  return size
}

function bounded(words: number, path: string): number {
  if (words > limits.words) throw invalid(path, `a type of at most ${limits.words} words`, String(words))
  return words
}

/** @returns The error for an ABI that is not valid at `path`. */
export function invalid(path: string, expected: string, came?: string): InputError {
  return new InputError('abi_invalid', { path }, expected, came)
}
