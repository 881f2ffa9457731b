/** Effects of Permit2, which moves and grants the tokens of whoever approved it. */
import type { Address, Value } from '../value.ts'
import {
  type Allowance,
  addressAt,
  integerAt,
  itemsAt,
  membersAt,
  type Outflow,
  type Row,
  type Scene,
} from './effect.ts'

const code = 'permit2'

/** By canonical signature. To add a function, add a row. */
export const permit2: Readonly<Record<string, Row>> = {
  'approve(address,address,uint160,uint48)': {
    code,
    allowances: (v, { asset, sender }) => [
      { asset: asset(addressAt(v, 0).value), amount: integerAt(v, 2), owner: sender, spender: addressAt(v, 1) },
    ],
  },
  'permit(address,((address,uint160,uint48,uint48),address,uint256),bytes)': {
    code,
    allowances: (v, scene) => {
      const permit = membersAt(v, 1)
      return [allowance(membersAt(permit, 0), addressAt(v, 0), addressAt(permit, 1), scene)]
    },
  },
  'permit(address,((address,uint160,uint48,uint48)[],address,uint256),bytes)': {
    code,
    allowances: (v, scene) => {
      const permit = membersAt(v, 1)
      return itemsAt(permit, 0).map((details) => allowance(details, addressAt(v, 0), addressAt(permit, 1), scene))
    },
  },
  'transferFrom(address,address,uint160,address)': { code, outflows: (v, scene) => [moved(v, scene)] },
  'transferFrom((address,address,uint160,address)[])': {
    code,
    outflows: (v, scene) => itemsAt(v, 0).map((details) => moved(details, scene)),
  },
  'permitTransferFrom(((address,uint256),uint256,uint256),(address,uint256),address,bytes)': {
    code,
    outflows: (v, scene) => [paid(membersAt(membersAt(v, 0), 0), membersAt(v, 1), addressAt(v, 2), scene)],
  },
  'permitTransferFrom(((address,uint256)[],uint256,uint256),(address,uint256)[],address,bytes)': {
    code,
    outflows: paidInBatch,
  },
  'permitWitnessTransferFrom(((address,uint256),uint256,uint256),(address,uint256),address,bytes32,string,bytes)': {
    code,
    outflows: (v, scene) => [paid(membersAt(membersAt(v, 0), 0), membersAt(v, 1), addressAt(v, 2), scene)],
  },
  'permitWitnessTransferFrom(((address,uint256)[],uint256,uint256),(address,uint256)[],address,bytes32,string,bytes)': {
    code,
    outflows: paidInBatch,
  },
  'lockdown((address,address)[])': { code },
  'invalidateNonces(address,address,uint48)': { code },
  'invalidateUnorderedNonces(uint256,uint256)': { code },
}

/** `(token, amount, expiration, nonce)` of a permit. */
export function allowance(
  details: readonly Value[],
  owner: Address | null,
  spender: Address,
  { asset }: Scene,
): Allowance {
  return { asset: asset(addressAt(details, 0).value), amount: integerAt(details, 1), owner, spender }
}

/** `(from, to, amount, token)` of a transfer. */
export function moved(details: readonly Value[], { asset }: Scene): Outflow {
  const [from, recipient] = [addressAt(details, 0), addressAt(details, 1)]
  return { asset: asset(addressAt(details, 3).value), amount: integerAt(details, 2), from, recipient }
}

/** `(token, amount)` that may be taken, `(to, amount)` that is. */
function paid(permitted: readonly Value[], payout: readonly Value[], from: Address, { asset }: Scene): Outflow {
  const token = addressAt(permitted, 0).value
  return { asset: asset(token), amount: integerAt(payout, 1), from, recipient: addressAt(payout, 0) }
}

function paidInBatch(v: readonly Value[], scene: Scene): readonly Outflow[] | null {
  const [permitted, payouts] = [itemsAt(membersAt(v, 0), 0), itemsAt(v, 1)]
  if (permitted.length !== payouts.length) return null
  return payouts.map((payout, i) => paid(permitted[i]!, payout, addressAt(v, 2), scene))
}
