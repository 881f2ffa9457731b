/**
 * What a JSON text says, as plain data. A path names one place in it, by keys and indexes from the outside in.
 */

/** A JSON object. Keys keep their order, but for keys that look like an array index: those come first, as in every object. */
export type JsonObject = { readonly [key: string]: JsonValue }

/** What a JSON text may hold. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject

/** Keys and indexes, from the outside in. The empty path is the whole text. */
export type Path = readonly (string | number)[]

const identifier = /^[A-Za-z_$][\w$]*$/

/**
 * @returns The path as a person writes it; a key that is no identifier stands in brackets and quotes.
 * @example pathText(['rules', 0, 'a b']) // rules[0]["a b"]
 */
export function pathText(path: Path): string {
  return path.reduce<string>((text, step) => text + stepText(step, text === ''), '')
}

function stepText(step: string | number, first: boolean): string {
  if (typeof step === 'number') return `[${step}]`
  if (!identifier.test(step)) return `[${JSON.stringify(step)}]`
  return first ? step : `.${step}`
}
