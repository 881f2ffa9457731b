/** The page of the form *rulebook*: its actions, its ways to combine rules, the names and the conditions that it has. */
import { readFileSync } from 'node:fs'
import { catalogue } from '../../core/src/facts/catalogue.ts'
import { allowed } from '../../core/src/policy/forms/rulebook/action.ts'
import { known, short } from '../../core/src/policy/forms/rulebook/names.ts'
import {
  type ActionType,
  actionTypes,
  type Combining,
  combinings,
  limits,
} from '../../core/src/policy/forms/rulebook/schema.ts'
import { enforcementText } from './enforcement.ts'
import { code, page, table } from './page.ts'

const actionMeanings: Readonly<Record<ActionType, string>> = {
  ALLOW: 'the request may go ahead',
  DENY: 'the request may not',
  REQUIRE_APPROVAL:
    'held until it is approved: `minApprovals` of those listed, or of anybody who may approve; without a number, by every listed address and one holder of each listed role',
  DELAY: 'held for `delaySeconds`',
  NOTIFY: 'tells `notifyChannels`, and decides nothing',
}

const combiningMeanings: Readonly<Record<Combining, string>> = {
  'deny-overrides':
    'notices; then any DENY rule denies; what approval and delay rules ask adds up; then any ALLOW, approval or delay rule allows; then the default. This is what is meant where nothing is said',
  'first-match':
    'by priority, highest first: the first rule that matches decides, but for NOTIFY. Of equal priority notices, then DENY, more approvals, longer delays, ALLOW; then the lower id',
  'all-must-pass':
    'notices; then every ALLOW rule must be met; then any DENY rule denies; what approval and delay rules ask adds up; then allow. At least one ALLOW rule, and no default',
  'allow-overrides':
    'notices; then any ALLOW rule allows, whatever denies; then DENY; what approval and delay rules ask adds up; then any of those that matched allows; then the default',
}

const limitMeanings: Readonly<Record<keyof typeof limits, string>> = {
  rules: 'rules of a rulebook',
  conditions: 'conditions of a rule',
  approvers: 'approvers of a rule, and approvals',
  channels: 'channels of a rule',
  text: 'characters of a name, an owner, a description, a value',
  id: 'characters of an id, a name, a symbol, an approver, a channel',
  delaySeconds: 'seconds of a delay',
}

type Example = { readonly text: string; readonly description?: string }

/** Every condition of the vectors, which a test compiles and decides. */
const vectors = new URL('../../vectors/rulebook/conditions.json', import.meta.url)

/** @returns The page. */
export function rulebookPage(): string {
  const groups = JSON.parse(readFileSync(vectors, 'utf8')) as readonly { readonly cases: readonly Example[] }[]
  const cases = groups.flatMap((group) => group.cases)
  return page(
    'The form *rulebook*',
    'A rulebook has `form` ("rulebook"), `version` ("1.0") and `rules`; [rulebook.schema.json](rulebook.schema.json) is its JSON Schema. Each rule has an `id`, a `priority`, `conditions` that are joined by `conditionLogic` (AND or OR), an `action` and `metadata`. Where a condition is not known the worse of both ways counts: an absent or unanswered fact never helps an ALLOW rule, and a DENY rule stands. `exists(fact)` guards against facts that a call does not have.',
    '## Actions',
    table(
      ['action', 'parameters', 'meaning'],
      actionTypes.map((type) => [code(type), allowed[type].map(code).join(', '), actionMeanings[type]]),
    ),
    'An approver is an address, `role:treasury`, `group:treasury`, `UserId:dana`; any other word is a role.',
    '## Ways to combine rules',
    '`combining` is one of these, and `default` is ALLOW or DENY, DENY if unsaid.',
    table(
      ['combining', 'order'],
      combinings.map((name) => [code(name), combiningMeanings[name]]),
    ),
    '## Where a rule is enforced',
    enforcementText('rule'),
    '## What a rulebook declares',
    table(
      ['field', 'meaning'],
      [
        [
          code('tokens'),
          'symbol, chain, address (or `native`) and decimals of each token whose units and names conditions use; a comparison in a unit is not known for any other token',
        ],
        [code('lists'), 'lists by name, for `recipient in @name`; a list that is not declared is the fact `list.name`'],
        [code('values'), 'values by name, written out, such as `500000 usdc`'],
        [
          code('counters'),
          'counters by name: `method`, `window`, `measure` (the amount, if unsaid), `scope` (a condition), and `by`, the facts that split it. `name(by…)` is the total before this call',
        ],
        [code('timezone'), 'IANA zone of spans of time that name none'],
      ],
    ),
    '## Names',
    'Every fact of [facts.md](facts.md) goes by its own name, and these by a short one:',
    table(
      ['name', 'fact', 'meaning'],
      Object.entries(short).map(([name, fact]) => [code(name), code(fact), catalogue.get(fact)?.meaning ?? '']),
    ),
    '`args.…` is an argument of the call, `message.…` a member of typed data, `operation.…` a field of an operation. Within a quantifier, a count or a sum, names mean those of the items first: [language.md](language.md#quantifiers).',
    '## What others know',
    'Written `name(recipient)` or `recipient.name`. `else` after the comparison says what to assume when asking failed; for sanctions it may not be CLEAR, unless a list stands beside in the same rule that is kept fresh outside of the rulebook.',
    table(
      ['name', 'asked of', 'meaning'],
      [...known].map(([name, { cost, meaning }]) => [code(name), cost, meaning]),
    ),
    '## Conditions',
    '[language.md](language.md) describes them, each construct with an example. These are decided by tests as well:',
    table(
      ['condition', 'about'],
      cases.map(({ text, description = '' }) => [code(text), description]),
    ),
    '## Limits',
    table(
      ['at most', 'of what'],
      Object.entries(limitMeanings).map(([name, meaning]) => [String(limits[name as keyof typeof limits]), meaning]),
    ),
  )
}
