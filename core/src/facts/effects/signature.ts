/**
 * Signatures that move money or let somebody move it, by the canonical type string of what is signed: ERC-2612, the permit of
 * DAI, ERC-3009 and Permit2. They have the effects that presenting them to their contract has.
 */
import type { Value } from '../value.ts'
import { type Allowance, addressAt, flagAt, integerAt, itemsAt, membersAt, type Row, type Scene } from './effect.ts'
import { allowance } from './permit2.ts'

const code = 'permit2'

const details = 'PermitDetails(address token,uint160 amount,uint48 expiration,uint48 nonce)'
const permitted = 'TokenPermissions(address token,uint256 amount)'
const once = 'address spender,uint256 nonce,uint256 deadline'
const authorization = 'address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce'

/** From, to, value: whoever presents it may. */
const authorized: Row = {
  outflows: (v, { asset, target }) => [
    { asset: asset(target.value), amount: integerAt(v, 2), from: addressAt(v, 0), recipient: addressAt(v, 1) },
  ],
}

/** The spender takes at most what is permitted, once, and says where to. */
const one: Row = { code, allowances: (v, scene) => [taken(membersAt(v, 0), v, scene)] }
const many: Row = { code, allowances: (v, scene) => itemsAt(v, 0).map((each) => taken(each, v, scene)) }

/** By canonical type string. To add a signature, add a row. */
const rows: ReadonlyMap<string, Row> = new Map<string, Row>([
  [
    'Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)',
    {
      allowances: (v, { asset, target }) => [
        { asset: asset(target.value), amount: integerAt(v, 2), owner: addressAt(v, 0), spender: addressAt(v, 1) },
      ],
    },
  ],
  [
    'Permit(address holder,address spender,uint256 nonce,uint256 expiry,bool allowed)',
    {
      allowances: (v, { asset, target }) =>
        flagAt(v, 4)
          ? [{ asset: asset(target.value), amount: null, owner: addressAt(v, 0), spender: addressAt(v, 1) }]
          : [],
    },
  ],
  [`TransferWithAuthorization(${authorization})`, authorized],
  [`ReceiveWithAuthorization(${authorization})`, authorized],
  ['CancelAuthorization(address authorizer,bytes32 nonce)', {}],
  [
    `PermitSingle(PermitDetails details,address spender,uint256 sigDeadline)${details}`,
    { code, allowances: (v, scene) => [allowance(membersAt(v, 0), scene.sender, addressAt(v, 1), scene)] },
  ],
  [
    `PermitBatch(PermitDetails[] details,address spender,uint256 sigDeadline)${details}`,
    {
      code,
      allowances: (v, scene) => itemsAt(v, 0).map((each) => allowance(each, scene.sender, addressAt(v, 1), scene)),
    },
  ],
  [`PermitTransferFrom(TokenPermissions permitted,${once})${permitted}`, one],
  [`PermitBatchTransferFrom(TokenPermissions[] permitted,${once})${permitted}`, many],
])

/** With a witness: what the spender promises stands in types of its own, and takes nothing more. */
const witnessed: readonly (readonly [start: string, row: Row])[] = [
  [`PermitWitnessTransferFrom(TokenPermissions permitted,${once},`, one],
  [`PermitBatchWitnessTransferFrom(TokenPermissions[] permitted,${once},`, many],
]

/** @returns What the signature does; undefined when nobody knows the type. */
export function signatureRow(encodeType: string): Row | undefined {
  const found = rows.get(encodeType)
  if (found !== undefined) return found
  const own = encodeType.includes(`)${permitted}`)
  return own ? witnessed.find(([start]) => encodeType.startsWith(start))?.[1] : undefined
}

/** `(token, amount)` of what the spender may take. */
function taken(permission: readonly Value[], v: readonly Value[], { asset, sender }: Scene): Allowance {
  return {
    asset: asset(addressAt(permission, 0).value),
    amount: integerAt(permission, 1),
    owner: sender,
    spender: addressAt(v, 1),
  }
}
