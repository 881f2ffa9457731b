/**
 * Functions that make other calls: how to find these in their arguments, and what it takes for such a function to do nothing
 * else. To add a wrapper, add a row, and its function to a family.
 */
import type { CodeKind } from '../../../contract.ts'
import type { Value } from '../../../value.ts'
import * as Bundle from './bundle.ts'
import * as Execution from './execution.ts'
import { addressAt, columns, integerAt, own, type Read, single, tuples } from './inner.ts'
import { multiSend } from './packed.ts'
import * as Router from './router.ts'

/**
 * `code` is the code that is known to do this when it is called, `delegated` when it is delegated to. `funds`: what it spends is
 * its own, so that value sent to it stays there; or it passes on what it is sent.
 */
export type Wrapper = {
  readonly read: Read
  readonly code: readonly CodeKind[]
  readonly delegated?: readonly CodeKind[]
  readonly funds: 'own' | 'passed'
  /** Whether it does more than make the calls: pays somebody back, for instance. */
  readonly more?: (values: readonly Value[]) => boolean
}

const zeroAddress = `0x${'0'.repeat(40)}`
const safeCall = single([0, 1, 2], 3)
const operation06 = '(address,uint256,bytes,bytes,uint256,uint256,uint256,uint256,uint256,bytes,bytes)[]'
const operation07 = '(address,uint256,bytes,bytes,bytes32,uint256,bytes32,bytes,bytes)[]'

const byModule: Wrapper = { read: safeCall, code: ['safe'], funds: 'own' }
const byOperation: Wrapper = { read: safeCall, code: ['safe', 'account'], funds: 'own' }
const byAccount = (read: Read): Wrapper => ({ read, code: ['account'], funds: 'own' })
const aggregator = (read: Read): Wrapper => ({ read, code: ['aggregator'], funds: 'passed' })
const multicall = (list: number): Wrapper => ({ read: own(list), code: ['multicall'], funds: 'own' })
/** Whoever carries a bundle to the chain is paid for it by the accounts. */
const bundle = (read: Read): Wrapper => ({ read, code: ['entryPoint'], funds: 'own', more: () => true })
const router: Wrapper = { read: Router.execute, code: ['universalRouter'], funds: 'own' }

/** Every wrapper by its canonical signature. */
export const wrappers: ReadonlyMap<string, Wrapper> = new Map<string, Wrapper>([
  [
    'execTransaction(address,uint256,bytes,uint8,uint256,uint256,uint256,address,address,bytes)',
    { read: safeCall, code: ['safe'], funds: 'own', more: refunds },
  ],
  ['execTransactionFromModule(address,uint256,bytes,uint8)', byModule],
  ['execTransactionFromModuleReturnData(address,uint256,bytes,uint8)', byModule],
  ['executeUserOp(address,uint256,bytes,uint8)', byOperation],
  ['executeUserOpWithErrorString(address,uint256,bytes,uint8)', byOperation],
  [
    'multiSend(bytes)',
    { read: multiSend, code: ['multiSendCallOnly'], delegated: ['multiSend', 'multiSendCallOnly'], funds: 'passed' },
  ],
  ['multicall(bytes[])', multicall(0)],
  ['multicall(uint256,bytes[])', multicall(1)],
  ['multicall(bytes32,bytes[])', multicall(1)],
  ['aggregate((address,bytes)[])', aggregator(tuples(0, [0, null, 1]))],
  ['blockAndAggregate((address,bytes)[])', aggregator(tuples(0, [0, null, 1]))],
  ['tryAggregate(bool,(address,bytes)[])', aggregator(tuples(1, [0, null, 1]))],
  ['tryBlockAndAggregate(bool,(address,bytes)[])', aggregator(tuples(1, [0, null, 1]))],
  ['aggregate3((address,bool,bytes)[])', aggregator(tuples(0, [0, null, 2]))],
  ['aggregate3Value((address,bool,uint256,bytes)[])', aggregator(tuples(0, [0, 2, 3]))],
  ['execute(address,uint256,bytes)', byAccount(single([0, 1, 2]))],
  ['execute(address,uint256,bytes,uint8)', byAccount(single([0, 1, 2], 3))],
  ['execute_ncC(address,uint256,bytes)', byAccount(single([0, 1, 2]))],
  ['executeBatch(address[],bytes[])', byAccount(columns([0, null, 1]))],
  ['executeBatch(address[],uint256[],bytes[])', byAccount(columns([0, 1, 2]))],
  ['executeBatch_y6U(address[],uint256[],bytes[])', byAccount(columns([0, 1, 2]))],
  ['executeBatch((address,uint256,bytes)[])', byAccount(tuples(0, [0, 1, 2]))],
  ['execute(bytes32,bytes)', byAccount(Execution.execute)],
  ['executeFromExecutor(bytes32,bytes)', byAccount(Execution.execute)],
  ['execute(bytes,bytes[],uint256)', router],
  ['execute(bytes,bytes[])', router],
  ['EXECUTE_SUB_PLAN(bytes,bytes[])', router],
  [`handleOps(${operation06},address)`, bundle(Bundle.operations(9))],
  [`handleOps(${operation07},address)`, bundle(Bundle.operations(7))],
  [`handleAggregatedOps((${operation06},address,bytes)[],address)`, bundle(Bundle.aggregated(9))],
  [`handleAggregatedOps((${operation07},address,bytes)[],address)`, bundle(Bundle.aggregated(7))],
])

/** A Safe pays gas back in any token to whoever is named, as long as its price is not zero. */
function refunds(values: readonly Value[]): boolean {
  const [gasPrice, gasToken, refundReceiver] = [6, 7, 8]
  return (
    integerAt(values, gasPrice!) !== 0n ||
    addressAt(values, gasToken!) !== zeroAddress ||
    addressAt(values, refundReceiver!) !== zeroAddress
  )
}
