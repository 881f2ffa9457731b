/**
 * A decoded request as one JSON line. Amounts, gas and fees are decimal strings; a type, chain id or nonce is a number as long as
 * a double holds it exactly, else a decimal string; counts of bytes and places are numbers; hex is lower-case.
 */
import { type Call, type DecodedRequest, type Fact, type Facts, Print } from '@portcullis/core'
import { messageReport, signatureReports } from './decode-solana.ts'
import { objectionTo, placeOf, type Reading, standing } from './decode-standing.ts'
import { digestOf, transactionReport } from './decode-transaction.ts'
import { escaped } from './table.ts'

/** @returns The line that says all about one request: what it is, or why it was refused. */
export function report(reading: Reading): object {
  const { entry, requestId, decoded, refusal } = reading
  const place = { line: entry.line, ...(requestId === null ? {} : { requestId }) }
  if (decoded !== null) return { ...place, ...refusedFor(decoded), ...requestReport(decoded) }
  const { code, expected, message } = refusal!
  const { at, path, column } = placeOf(entry, refusal!)
  const where = {
    at,
    ...(path === undefined ? {} : { path }),
    ...(column === undefined ? {} : { column }),
  }
  return { ...place, error: standing(reading), code, ...where, expected, message }
}

/** @returns The line as text, every control character and every one that changes the direction of writing escaped. */
export function printed(line: object): string {
  return escaped(JSON.stringify(line))
}

function requestReport(decoded: DecodedRequest): object {
  const { facts, calls, objections, detail } = decoded
  const digest = digestOf(decoded)
  return {
    kind: textOf(facts['kind']),
    chain: textOf(facts['chain']),
    ...(digest === null ? {} : { digest }),
    ...(detail.kind === 'transaction' ? { transaction: transactionReport(detail) } : {}),
    ...(detail.kind === 'solana'
      ? { message: messageReport(decoded, detail), signatures: signatureReports(detail) }
      : {}),
    facts: factsReport(facts),
    calls: calls.map(callReport),
    objections: objections.map(objectionReport),
  }
}

function callReport(call: Call): object {
  const { index, kind, judged, start, end, facts, calls } = call
  const optional = {
    selector: bytesOf(facts['call.selector']),
    function: textOf(facts['call.function']) ?? textOf(facts['instruction']),
    canonical: flagOf(facts['call.canonical']),
    trailingBytes: countOf(facts['call.trailingBytes']),
  }
  return {
    index,
    kind,
    judged,
    start,
    end,
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== null)),
    opaqueBytes: countOf(facts['opaqueBytes']) ?? 0,
    arguments: argumentsOf(call).map(({ name, value }) => ({ name, value: Print.toJson(value) })),
    facts: factsReport(facts),
    calls: calls.map(callReport),
  }
}

/** The arguments in order; those that are not canonical as a lenient reader would see them. */
function argumentsOf({ reading, facts }: Call) {
  if (reading !== undefined) return reading.arguments.values?.fields ?? []
  const values = facts['call.arguments']
  return values?.type === 'record' ? values.fields : []
}

/** The objection that refuses the request, where a refusal would stand. */
function refusedFor(decoded: DecodedRequest): object {
  const objection = objectionTo(decoded)
  return objection === null ? {} : objectionReport(objection)
}

function objectionReport({ code, at = 0, expected }: DecodedRequest['objections'][number]): object {
  return { code, at, expected }
}

function factsReport(facts: Facts): object {
  return Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, Print.factToJson(fact)]))
}

function textOf(fact: Fact | undefined): string | null {
  return fact?.type === 'text' ? fact.value : null
}

function bytesOf(fact: Fact | undefined): string | null {
  return fact?.type === 'bytes' ? fact.value : null
}

function flagOf(fact: Fact | undefined): boolean | null {
  return fact?.type === 'boolean' ? fact.value : null
}

/** INVARIANT: counts of bytes are far below 2^53, since the payload was in memory. */
function countOf(fact: Fact | undefined): number | null {
  return fact?.type === 'integer' ? Number(fact.value) : null
}
