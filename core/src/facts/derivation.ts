/** Facts that follow from others, worked out when a policy asks. To add one, add a row here and one in the catalogue. */
import type { Call, CallKind, Decoded } from './call.ts'
import { allowancesOf, changesOf, delegationsOf, deploymentsOf, isAny } from './effects/power.ts'
import { signersOf, writableOf } from './effects/solana/role.ts'
import { absent, type Fact, failed } from './fact.ts'
import { outflowsOf } from './outflow.ts'

type Derivation = (decoded: Decoded, call: Call) => Fact

/** What calls do: the fact that lists it, and who can tell. */
const effects: Readonly<Record<string, { readonly list: string; readonly of: Derivation }>> = {
  outflow: { list: 'outflows', of: outflowsOf },
  allowance: { list: 'allowances', of: allowancesOf },
  delegation: { list: 'delegations', of: delegationsOf },
  change: { list: 'changes', of: changesOf },
  deployment: { list: 'deployments', of: deploymentsOf },
}

/** Every derived fact of a call. */
export const derivations: ReadonlyMap<string, Derivation> = new Map<string, Derivation>([
  ['asset', (decoded, call) => onlyField(outflowsOf(decoded, call), 'asset')],
  ['asset.amount', (decoded, call) => onlyField(outflowsOf(decoded, call), 'amount')],
  ...Object.entries(effects).flatMap(([effect, { list, of }]): [string, Derivation][] => [
    [list, of],
    [`effect.${effect}`, (decoded, call) => isAny(of(decoded, call))],
  ]),
  ['call.operation', (_, call) => operationOf(call)],
  ['instruction.signers', (_, call) => signersOf(call)],
  ['instruction.writable', (_, call) => writableOf(call)],
])

/** How each kind of EVM call runs. */
const operations: Readonly<Partial<Record<CallKind, string>>> = {
  transfer: 'call',
  contractCall: 'call',
  blobCall: 'call',
  delegateCall: 'delegatecall',
  creation: 'create',
}

function operationOf({ kind }: Call): Fact {
  const operation = operations[kind]
  return operation === undefined ? absent : { type: 'text', value: operation }
}

/** The field of the only outflow; absent when there is none, failed when there are several. */
function onlyField(outflows: Fact, name: string): Fact {
  if (outflows.type !== 'list') return outflows
  const [only, ...others] = outflows.items
  if (only === undefined) return absent
  if (others.length > 0) return failed('several_assets')
  return only.type === 'record' ? (only.fields.find((field) => field.name === name)?.value ?? absent) : absent
}
