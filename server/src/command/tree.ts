/** A request as a tree for people, in 120 columns: what it does, what to beware of, and what stands in which bytes. */
import { type Code, codes, type DecodedRequest } from '@portcullis/core'
import { placeOf, type Reading, standing } from './decode-standing.ts'
import type { Token } from './files.ts'
import { summarise } from './summary.ts'
import { cut, type Paint, visible } from './table.ts'
import { contentOf } from './tree-content.ts'
import { countText } from './tree-part.ts'
import { lineWidth, rows, wrapped } from './tree-rows.ts'
import { typeNames } from './tree-transaction.ts'
import { warningsOf } from './tree-warning.ts'

/** @returns The lines about one request, the last one empty. */
export function treeOf(reading: Reading, tokens: readonly Token[], paint: Paint): readonly string[] {
  const { entry, requestId, decoded } = reading
  const title = `${entry.source}:${entry.line}${requestId === null ? '' : ` ${requestId}`}`
  if (decoded === null)
    return [...lines(title, '', 'strong', paint), ...lines(refusalText(reading), '! ', 'deny', paint), '']
  const objections = decoded.objections.map(({ code, at, expected }) => objectionText(code, at, expected))
  return [
    ...lines(`${title}  ${kindText(decoded)}`, '', 'strong', paint),
    ...lines(deedText(decoded, tokens), '  ', null, paint),
    ...objections.flatMap((text) => lines(text, '  ! ', 'deny', paint)),
    ...warningsOf(decoded, tokens).flatMap((text) => lines(text, '  ! ', 'hold', paint)),
    ...rows(contentOf(decoded, tokens), paint),
    '',
  ]
}

/** Text of the request is shown with its control characters visible, wrapped, and only then painted. */
function lines(text: string, lead: string, meaning: Parameters<Paint>[1] | null, paint: Paint): readonly string[] {
  const blank = ' '.repeat(lead.length)
  return wrapped(visible(text), lineWidth - lead.length).map((line, i) => {
    const whole = `${i === 0 ? lead : blank}${line}`.trimEnd()
    return meaning === null ? whole : paint(whole, meaning)
  })
}

function refusalText(reading: Reading): string {
  const { entry, refusal } = reading
  const { code, expected, came } = refusal!
  const { at, path, column } = placeOf(entry, refusal!)
  const where = [path ? `at ${path}` : '', column === undefined ? '' : `column ${column}`, `byte ${at}`]
  const place = where.filter((text) => text !== '').join(', ')
  const tail = came === undefined ? '' : `, came \`${came}\``
  return `${standing(reading)}, ${code}${place === '' ? '' : ` (${place})`}: ${codes[code]}; expected ${expected}${tail}`
}

function objectionText(code: Code, at: number | undefined, expected: string): string {
  return `objection, ${code}${at === undefined ? '' : ` (byte ${at})`}: ${codes[code]}; expected ${expected}`
}

function kindText({ facts, detail }: DecodedRequest): string {
  const kind = facts['kind']?.type === 'text' ? facts['kind'].value : detail.kind
  const chain = facts['chain']?.type === 'text' ? ` on ${facts['chain'].value}` : ''
  if (detail.kind === 'transaction') {
    const { type } = detail.transaction
    const size = detail.bytes === null ? '' : `, ${countText(detail.bytes.length / 2 - 1, 'byte')}`
    return `${kind}${chain}${type === null ? '' : `, type ${type} (${typeNames[type]})`}${size}`
  }
  if (detail.kind !== 'solana') return `${kind}${chain}`
  return `${kind}${chain}, ${detail.message.version === 0 ? 'version 0' : 'legacy'}`
}

function deedText(decoded: DecodedRequest, tokens: readonly Token[]): string {
  const { what, amount, to } = summarise(decoded, tokens)
  return [cut(what, 80), amount, to === '' ? '' : `to ${to}`].filter((text) => text !== '').join('  ')
}
