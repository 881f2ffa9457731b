/** The page of facts: what policies can speak of. */
import { catalogue, costs, families } from '../../core/src/facts/catalogue.ts'
import { code, page, table } from './page.ts'

const costMeanings: Readonly<Record<(typeof costs)[number], string>> = {
  local: 'read from the bytes of the request: always known at once',
  context: 'told by whoever calls the engine: who asks, the time, the key',
  counter: 'a total that the ledger keeps',
  'on-chain': 'read from a chain',
  provider: 'asked of somebody outside; so is every fact that nobody declared',
}

/** @returns The page. */
export function factsPage(): string {
  const entries = [...catalogue.values()]
  const rows = entries.map(({ name, type, of, source, cost, about, meaning }) => [
    code(name),
    of === undefined ? type : `${type} of ${of}`,
    source,
    cost,
    about,
    meaning,
  ])
  return page(
    'Facts',
    'A fact is a named, typed value that is true of a request, or of one of its calls. It has one of four states: a value; *absent* (legitimately not there); *failed* (asked, no answer, with the cause); *not asked*.',
    `There are ${entries.length} facts and ${families.length} families of facts, whose members are named by a policy, an ABI or a tenant. What a request says of a local fact is all that there is: a local fact that decoding does not state is absent.`,
    '## Cost classes',
    table(
      ['class', 'meaning'],
      costs.map((cost) => [cost, costMeanings[cost]]),
    ),
    '## All facts',
    table(['fact', 'type', 'source', 'cost', 'about', 'meaning'], rows),
    '## Families',
    table(
      ['fact', 'cost', 'meaning'],
      families.map(({ prefix, cost, meaning }) => [code(`${prefix}*`), cost, meaning]),
    ),
  )
}
