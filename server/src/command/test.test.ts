/** What `portcullis test` says of cases beside a policy: those that pass, those that fail, and rules that none fired. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { partitionKey } from '@portcullis/core'
import { afterAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { readOptions } from './options.ts'
import { test as testCases, testOptions } from './test.ts'

const folder = mkdtempSync(join(tmpdir(), 'cases-'))
afterAll(() => rmSync(folder, { recursive: true }))

const rule = (id: string, type: string, condition: string, params?: object) => ({
  id,
  priority: 0,
  conditions: [condition],
  conditionLogic: 'AND',
  action: { type, ...(params === undefined ? {} : { params }) },
  metadata: { name: `Rule ${id}`, owner: 'desk', updatedAt: 0 },
})
const policy = {
  form: 'rulebook',
  version: '1.0',
  counters: { day: { method: 'count', measure: 'operation', window: { type: 'fixed', seconds: 86_400 } } },
  rules: [
    rule('often', 'DENY', 'day + 1 > 2'),
    rule('read', 'ALLOW', 'operation == "read"'),
    rule('write', 'REQUIRE_APPROVAL', 'operation == "write"', { minApprovals: 1, requiredApprovers: ['role:cfo'] }),
  ],
}
const asking = (name: string, requestId = name) => ({ requestId, payload: { operation: { name } } })
const read = { name: 'reads', request: asking('read'), expect: { decision: 'allow', rule: 'read', code: 'allow_rule' } }

function tested(cases: readonly object[], more: object = {}, ...options: string[]): { exit: number; lines: string[] } {
  const definition = (name: string) => ({ kind: 'operation', name, schema: { type: 'object', properties: {} } })
  writeFileSync(join(folder, 'policy.json'), JSON.stringify(policy))
  writeFileSync(join(folder, 'operations.json'), JSON.stringify(['read', 'write', 'drop'].map(definition)))
  writeFileSync(join(folder, 'requests.jsonl'), `${JSON.stringify(asking('read', 'r1'))}\n{"broken\n`)
  const text = { policies: ['policy.json'], with: ['operations.json'], now: '2026-11-20T09:00:00Z', cases, ...more }
  writeFileSync(join(folder, 'cases.json'), JSON.stringify(text))
  const lines: string[] = []
  const exit = testCases(readOptions([...options, folder], testOptions), (line) =>
    lines.push(...line.replaceAll(`${folder}/`, '').split('\n')),
  )
  return { exit, lines }
}

describe('test', () => {
  it('passes a case that is decided as it says, and names the rules that no case fired', () => {
    expect(tested([read])).toEqual({
      exit: 0,
      lines: [
        'passed  reads: allow, allow_rule by read',
        'idle    no case fired often (rules[0])',
        'idle    no case fired write (rules[2])',
        'cases.json: 1 passed, 1 of 3 rules fired',
      ],
    })
    expect(tested([read], {}, '--strict').exit).toBe(1)
  })

  it.each([
    ['decision', { decision: 'deny' }, 'decision: expected deny, came allow'],
    ['rule', { decision: 'allow', rule: 'write' }, 'rule: expected write, came read'],
    ['code', { decision: 'allow', code: 'default_allow' }, 'code: expected default_allow, came allow_rule'],
    [
      'obligations',
      { decision: 'allow', obligations: [{ kind: 'delay', seconds: 1 }] },
      'obligations: expected [{"kind":"delay","seconds":1}], came []',
    ],
  ])('fails a case with another %s, and says what was expected and what came', (_, expected, said) => {
    const { exit, lines } = tested([{ ...read, expect: expected }])
    expect(exit).toBe(1)
    expect(lines.map((line) => line.trim())).toContain(said)
    expect(lines.at(-1)).toMatch(/^cases\.json: 1 of 1 failed/)
  })

  it('counts what requests of the history were allowed, and each case begins anew', () => {
    const history = [asking('read', 'a'), asking('write', 'b')]
    const full = { ...read, name: 'full', history, expect: { decision: 'deny', rule: 'often' } }
    const approval = { kind: 'approval', count: 1, from: ['role:cfo'] }
    const write = { name: 'writes', request: asking('write'), expect: { decision: 'hold', obligations: [approval] } }
    expect(tested([full, read, write], {}, '--strict')).toMatchObject({ exit: 0 })
    expect(tested([{ ...full, history: [asking('drop', 'a'), asking('drop', 'b')] }]).exit).toBe(1)
  })

  it('takes facts of the case before those of the file, and requests by their id', () => {
    const facts = { [`counter.day.${partitionKey([])}`]: { value: 2 } }
    const named = { ...read, request: 'requests.jsonl#r1' }
    expect(tested([named]).exit).toBe(0)
    expect(tested([{ ...named, facts, expect: { decision: 'deny', rule: 'often' } }]).exit).toBe(0)
  })

  it('prints a line of JSON for each case, each idle rule and each file', () => {
    const lines = tested([read], {}, '--json').lines.map((line) => JSON.parse(line))
    expect(lines[0]).toMatchObject({ case: 'reads', passed: true, decision: 'allow', rule: 'read' })
    expect(lines.slice(1, 3).map(({ neverFired }) => neverFired)).toEqual(['often', 'write'])
    expect(lines[3]).toMatchObject({ cases: 1, failed: 0, rules: 3, neverFired: 2 })
  })

  it.each<readonly [string, readonly object[], object, string]>([
    ['no case', [], {}, 'cases: expected at least 1'],
    ['a field too many', [{ ...read, expects: 1 }], {}, 'cases[0].expects'],
    ['a head field too many', [read], { policy: 'a' }, 'policy'],
    ['no expectation', [{ name: 'a', request: asking('read') }], {}, 'cases[0].expect'],
    ['an expectation without a decision', [{ ...read, expect: {} }], {}, 'cases[0].expect.decision'],
    ['a decision that is none', [{ ...read, expect: { decision: 'alow' } }], {}, 'came `alow`'],
    ['no request', [{ ...read, request: undefined }], {}, 'cases[0].request'],
    ['a request that no file has', [{ ...read, request: 'requests.jsonl#r2' }], {}, 'came `r2`'],
    ['a file that is not there', [{ ...read, request: 'nothing.jsonl#r2' }], {}, 'cannot read'],
    ['two cases of one name', [read, read], {}, 'cases[1].name'],
    ['no policy', [read], { policies: [] }, 'policies: expected at least 1'],
    ['a fact that bytes tell', [{ ...read, facts: { amount: { value: 1 } } }], {}, 'amount'],
  ])('refuses %s, and says where', (_, cases, more, said) => {
    expect(() => tested(cases, more)).toThrow(said)
  })

  it('publishes the schema by which it reads: every example fits, and a field too many does not', () => {
    const { $schema: _, ...published } = JSON.parse(
      readFileSync(new URL('../../../docs/cases.schema.json', import.meta.url), 'utf8'),
    )
    const schema = z.fromJSONSchema(published)
    const examples = new URL('../../../examples/', import.meta.url)
    const folders = readdirSync(examples).filter((name) => /^\d/.test(name))
    expect(folders.length).toBeGreaterThan(5)
    for (const folder of folders) {
      const cases = JSON.parse(readFileSync(new URL(`${folder}/cases.json`, examples), 'utf8'))
      expect(cases.$schema).toBe('../../docs/cases.schema.json')
      expect(schema.safeParse(cases).success, folder).toBe(true)
      expect(schema.safeParse({ ...cases, more: 1 }).success, folder).toBe(false)
    }
  })
})
