/** The shape of `cases.json`. The source of its validation, its types and its published JSON Schema. */
import { z } from 'zod'

/** Ceilings of one file of cases. */
export const limits = { cases: 10_000, history: 10_000 } as const

const texts = z.array(z.string())
const asked = {
  issuers: texts.optional().describe('who asks, such as `UserId:dana`'),
  roles: texts.optional(),
  groups: texts.optional(),
  now: z.string().optional().describe('the instant of the decision, such as `2026-11-20T09:00:00Z`'),
}

/** Read further by whoever takes requests: an envelope, `0x` and hex, or `requests.jsonl#ID`. */
const request = z
  .union([z.string(), z.record(z.string(), z.unknown())])
  .describe('a request, `0x` and hex, or `requests.jsonl#ID`')
const facts = z
  .record(z.string(), z.record(z.string(), z.unknown()))
  .describe('fact name → `{ "value": … }`, `{ "absent": true }` or `{ "failed": "cause" }`')

const expected = z.strictObject({
  decision: z.enum(['allow', 'hold', 'deny']),
  rule: z.string().optional().describe('the rule or link that decides, by its id, path or name'),
  code: z.string().optional().describe('the code of the reason'),
  obligations: z.array(z.record(z.string(), z.unknown())).optional().describe('each must be due, and no other'),
})

const one = z.strictObject({
  name: z.string().describe('unique in the file'),
  ...asked,
  facts: facts.optional(),
  history: z.array(request).max(limits.history).optional().describe('requests decided before, in order; they count'),
  request,
  expect: expected,
})

export const casesSchema = z.strictObject({
  $schema: z.string().optional(),
  policies: texts.min(1).describe('policy files, relative to this one'),
  with: texts.optional().describe('tokens, lists, counters, operations and contracts'),
  key: z.string().optional(),
  facts: z.string().optional().describe('a file of facts that hold for every case'),
  chain: z.string().optional().describe('CAIP-2, for payloads that name none'),
  ...asked,
  cases: z.array(one).min(1).max(limits.cases),
})

export type CasesText = z.infer<typeof casesSchema>
export type CaseText = z.infer<typeof one>
export type ExpectedText = z.infer<typeof expected>

/** @returns JSON Schema (draft 2020-12) of the file, so that editors complete and check cases. */
export function casesJsonSchema(): object {
  const schema = z.toJSONSchema(casesSchema, { target: 'draft-2020-12' })
  return { ...schema, title: 'Portcullis cases', description: 'What policies must decide, for `portcullis test`' }
}
