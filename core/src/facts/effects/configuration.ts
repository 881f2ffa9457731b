/** Functions that change who owns a contract or how it is configured. They move nothing themselves, unless they run code. */
import type { Value } from '../value.ts'
import { addressAt, type Change, type Row } from './effect.ts'

type Changes = (values: readonly Value[]) => readonly Change[]

const change = (what: string, position?: number): Row => row(changed(what, position))
const changed =
  (what: string, position?: number): Changes =>
  (v) => [{ what, subject: position === undefined ? null : addressAt(v, position) }]
const row = (changes: Changes): Row => ({ changes })
/** Runs code of somebody else’s choosing as the contract: what that moves nobody can tell. */
const running = (changes: Changes): Row => ({ changes, outflows: () => null })

/** By canonical signature. To add a function, add a row. */
export const configuration: Readonly<Record<string, Row>> = {
  'addOwnerWithThreshold(address,uint256)': row((v) => [...changed('owner', 0)(v), ...changed('threshold')(v)]),
  'removeOwner(address,address,uint256)': row((v) => [...changed('owner', 1)(v), ...changed('threshold')(v)]),
  'swapOwner(address,address,address)': row((v) => [...changed('owner', 1)(v), ...changed('owner', 2)(v)]),
  'changeThreshold(uint256)': change('threshold'),
  'enableModule(address)': change('module', 0),
  'disableModule(address,address)': change('module', 1),
  'setGuard(address)': change('guard', 0),
  'setModuleGuard(address)': change('guard', 0),
  'setFallbackHandler(address)': change('fallbackHandler', 0),
  'setup(address[],uint256,address,bytes,address,address,uint256,address)': running(changed('setup')),
  'approveHash(bytes32)': running(changed('approvedHash')),
  'transferOwnership(address)': change('owner', 0),
  'renounceOwnership()': change('owner'),
  'acceptOwnership()': change('owner'),
  'grantRole(bytes32,address)': change('role', 1),
  'revokeRole(bytes32,address)': change('role', 1),
  'renounceRole(bytes32,address)': change('role', 1),
  'upgradeTo(address)': change('implementation', 0),
  'upgradeToAndCall(address,bytes)': running(changed('implementation', 0)),
  'changeAdmin(address)': change('admin', 0),
  'pause()': change('pause'),
  'unpause()': change('pause'),
}
