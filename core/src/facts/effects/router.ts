/**
 * Effects of the commands of a Universal Router. What they spend is the caller’s or what the router was sent before; what a swap
 * gives to somebody else than the caller goes to that one.
 */
import type { Address, Value } from '../value.ts'
import { addressAt, flagAt, integerAt, itemsAt, membersAt, type Outflow, type Row, type Scene } from './effect.ts'
import { allowance, moved } from './permit2.ts'

const code = 'universalRouter'
/** Addresses that stand for the caller and for the router itself. */
const caller = `0x${'0'.repeat(39)}1`
const router = `0x${'0'.repeat(39)}2`
/** Stands for all that the router has. */
const wholeBalance = 2n ** 255n
const addressDigits = 40

const v3In = swap(1, (v) => tokenAt(v, 3, 'first'))
const v3Out = swap(2, (v) => tokenAt(v, 3, 'last'))
const v2 = (amount: number) =>
  swap(amount, (v) => {
    const path = (v[3] as Extract<Value, { type: 'list' }>).items
    return path.length === 0 ? null : addressAt(path, 0).value
  })
const [v2In, v2Out] = [v2(1), v2(2)]
const ofRouter: Row = { code, outflows: (v, scene) => toOthers(addressAt(v, 1), scene) }
const wrapped: Row = { code, outflows: (v, scene) => toOthers(addressAt(v, 0), scene) }

/** By canonical signature. To add a command, add a row. */
export const commands: Readonly<Record<string, Row>> = {
  'V3_SWAP_EXACT_IN(address,uint256,uint256,bytes,bool)': v3In,
  'V3_SWAP_EXACT_IN(address,uint256,uint256,bytes,bool,uint256[])': v3In,
  'V3_SWAP_EXACT_OUT(address,uint256,uint256,bytes,bool)': v3Out,
  'V3_SWAP_EXACT_OUT(address,uint256,uint256,bytes,bool,uint256[])': v3Out,
  'V2_SWAP_EXACT_IN(address,uint256,uint256,address[],bool)': v2In,
  'V2_SWAP_EXACT_IN(address,uint256,uint256,address[],bool,uint256[])': v2In,
  'V2_SWAP_EXACT_OUT(address,uint256,uint256,address[],bool)': v2Out,
  'V2_SWAP_EXACT_OUT(address,uint256,uint256,address[],bool,uint256[])': v2Out,
  'PERMIT2_TRANSFER_FROM(address,address,uint160)': {
    code,
    outflows: (v, { asset, sender, target }) => [
      {
        asset: asset(addressAt(v, 0).value),
        amount: integerAt(v, 2),
        from: sender,
        recipient: named(addressAt(v, 1), sender, target),
      },
    ],
  },
  'PERMIT2_TRANSFER_FROM_BATCH((address,address,uint160,address)[])': {
    code,
    outflows: (v, scene) =>
      itemsAt(v, 0).map((details) => {
        const flow = moved(details, scene)
        return { ...flow, recipient: named(flow.recipient!, scene.sender, scene.target) }
      }),
  },
  'PERMIT2_PERMIT(((address,uint160,uint48,uint48),address,uint256),bytes)': {
    code,
    allowances: (v, scene) => {
      const permit = membersAt(v, 0)
      return [allowance(membersAt(permit, 0), scene.sender, addressAt(permit, 1), scene)]
    },
  },
  'PERMIT2_PERMIT_BATCH(((address,uint160,uint48,uint48)[],address,uint256),bytes)': {
    code,
    allowances: (v, scene) => {
      const permit = membersAt(v, 0)
      return itemsAt(permit, 0).map((details) => allowance(details, scene.sender, addressAt(permit, 1), scene))
    },
  },
  'TRANSFER(address,address,uint256)': ofRouter,
  'SWEEP(address,address,uint256)': ofRouter,
  'PAY_PORTION(address,address,uint256)': ofRouter,
  'PAY_PORTION_FULL_PRECISION(address,address,uint256)': ofRouter,
  'WRAP_ETH(address,uint256)': wrapped,
  'UNWRAP_WETH(address,uint256)': wrapped,
  'BALANCE_CHECK_ERC20(address,address,uint256)': { code },
}

/** @param amount - Position of what goes in, or of the most that may. */
function swap(amount: number, tokenOf: (values: readonly Value[]) => string | null): Row {
  return {
    code,
    outflows: (v, { asset, sender, target }) => {
      const token = tokenOf(v)
      const spent = integerAt(v, amount)
      if (token === null || spent === wholeBalance) return null
      const recipient = named(addressAt(v, 0), sender, target)
      const isOwn = sender !== null && recipient?.value === sender.value
      const from = flagAt(v, 4) ? sender : target
      return [{ asset: asset(token), amount: spent, from, recipient: isOwn ? target : recipient }]
    },
  }
}

/** What the router has is the caller’s: to the caller it returns, in the router it stays; what others get of it nobody can tell. */
function toOthers(recipient: Address, { sender, target }: Scene): readonly Outflow[] | null {
  const who = named(recipient, sender, target)
  const isOwn = who === null ? recipient.value === caller : who.value === sender?.value || who.value === target.value
  return isOwn ? [] : null
}

function named(recipient: Address, sender: Address | null, target: Address): Address | null {
  if (recipient.value === caller) return sender
  return recipient.value === router ? target : recipient
}

/** A path of version 3 is packed: a token, a fee of 3 bytes, a token, and so on. Of an exact output it goes backwards. */
function tokenAt(values: readonly Value[], position: number, which: 'first' | 'last'): string | null {
  const path = (values[position] as Extract<Value, { type: 'bytes' }>).value.slice(2)
  if (path.length < addressDigits || (path.length - addressDigits) % (addressDigits + 6) !== 0) return null
  return `0x${which === 'first' ? path.slice(0, addressDigits) : path.slice(-addressDigits)}`
}
