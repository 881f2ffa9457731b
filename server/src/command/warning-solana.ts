/** What a person should know of a Solana instruction before signing, in words: who may do what from then on, and what is not known. */
import { type Call, type DecodedRequest, type Fact, lookup, notAsked, type Value } from '@portcullis/core'

type Members = ReadonlyMap<string, Value>
type Name = 'outflows' | 'changes' | 'delegations'

/** What each change is about, in words; one that has no row goes by its own. */
const turns: Readonly<Record<string, string>> = {
  program: 'the program that owns',
  mintTokens: 'who may mint tokens of',
  freezeAccount: 'who may freeze accounts of',
  accountOwner: 'the owner of the token account',
  closeAccount: 'closing of the account',
  nonceAuthority: 'who may use the nonce',
  staker: 'who may delegate the stake',
  withdrawer: 'who may withdraw the stake',
  upgradeAuthority: 'who may replace the program of',
  implementation: 'the code of the program',
  permanentDelegate: 'who may move all tokens of',
  transferHook: 'the program that runs with transfers of',
  space: 'the space of the account, which may send nothing once it has some:',
}

const untold: Readonly<Record<string, string>> = {
  amount_not_told: 'moves an amount that its bytes do not tell',
  mint_unknown: 'moves tokens of a mint that its bytes do not name',
}

/** @returns The warnings about an instruction, in the order in which they are given. */
export function instructionWarnings(decoded: DecodedRequest, call: Call): readonly string[] {
  if (call.kind !== 'instruction') return []
  const of = (name: Name) => lookup(decoded, call, () => notAsked, name)
  return [
    ...membersOf(of('changes')).map((change) => changeText(call, change)),
    ...membersOf(of('delegations')).map(
      (given) =>
        `delegation: ${textOf(given.get('account'))} is in the hands of ${textOf(given.get('delegate'))} from then on`,
    ),
    ...outflowText(call, of('outflows')),
    ...ownerText(call),
    ...strangerText(
      call,
      lookup(decoded, call, () => notAsked, 'instruction.signers'),
    ),
  ]
}

function changeText({ index }: Call, change: Members): string {
  const what = textOf(change.get('what'))
  const subject = change.get('subject')
  const now = subject === undefined ? '' : `, now ${textOf(subject)}`
  return `authority change by #${index}: ${turns[what] ?? what} ${textOf(change.get('contract'))}${now}`
}

function outflowText({ index, facts }: Call, outflows: Fact): readonly string[] {
  const why = outflows.type === 'failed' ? untold[outflows.cause] : undefined
  if (why !== undefined) return [`instruction #${index} ${why}`]
  const mayRun =
    outflows.type === 'failed' && outflows.cause === 'effects_unknown' && facts['instruction'] !== undefined
  return mayRun ? [`effects not known of #${index}: code that nobody has read may run`] : []
}

function ownerText({ index, facts }: Call): readonly string[] {
  const { recipient, 'spl.destination': destination } = facts
  if (destination?.type !== 'address' || recipient?.type !== 'failed') return []
  return [`owner not known: whose token account ${destination.value} is, which #${index} pays to, nobody knows`]
}

/** A program may do for whoever signs what they could do themselves. */
function strangerText({ index, facts }: Call, signers: Fact): readonly string[] {
  if (facts['instruction'] !== undefined || signers.type !== 'list' || signers.items.length === 0) return []
  const who = signers.items.map(textOf).join(', ')
  return [`unknown program: instruction #${index} lets ${textOf(facts['program'])} act as ${who}, who signs for it`]
}

function membersOf(list: Fact): readonly Members[] {
  if (list.type !== 'list') return []
  return list.items.map(
    (item) => new Map(item.type === 'record' ? item.fields.map(({ name, value }) => [name, value]) : []),
  )
}

function textOf(value: Fact | undefined): string {
  return value?.type === 'address' || value?.type === 'text' ? value.value : 'an account that is not known'
}
