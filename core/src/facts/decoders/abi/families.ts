/**
 * Functions of well-known contracts by selector. To add a function, add a line to its family; to add a family, add a key.
 * A selector may belong to several families: which of them a call means, its bytes alone cannot tell.
 */
import * as Fragment from './fragment.ts'

const call = '(address target, bytes callData)[] calls'
const operation06 =
  '(address sender, uint256 nonce, bytes initCode, bytes callData, uint256 callGasLimit, uint256 verificationGasLimit, ' +
  'uint256 preVerificationGas, uint256 maxFeePerGas, uint256 maxPriorityFeePerGas, bytes paymasterAndData, bytes signature)[]'
const operation07 =
  '(address sender, uint256 nonce, bytes initCode, bytes callData, bytes32 accountGasLimits, uint256 preVerificationGas, ' +
  'bytes32 gasFees, bytes paymasterAndData, bytes signature)[]'
const allowance = '(address token, uint160 amount, uint48 expiration, uint48 nonce)'
const permitted = '(address token, uint256 amount)'
const payout = '(address to, uint256 requestedAmount)'
const vrs = 'uint8 v, bytes32 r, bytes32 s'
const authorized = 'address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce'
const safeCall = 'address to, uint256 value, bytes data, uint8 operation'
const swapFrom = 'address[] path, address to, uint256 deadline'
const removal = 'uint256 liquidity, uint256 amountTokenMin, uint256 amountETHMin, address to, uint256 deadline'

const signatures = {
  erc20: [
    'transfer(address to, uint256 amount)',
    'transferFrom(address from, address to, uint256 amount)',
    'approve(address spender, uint256 amount)',
    'increaseAllowance(address spender, uint256 addedValue)',
    'decreaseAllowance(address spender, uint256 subtractedValue)',
    `permit(address owner, address spender, uint256 value, uint256 deadline, ${vrs})`,
    `permit(address holder, address spender, uint256 nonce, uint256 expiry, bool allowed, ${vrs})`,
    `transferWithAuthorization(${authorized}, ${vrs})`,
    `transferWithAuthorization(${authorized}, bytes signature)`,
    `receiveWithAuthorization(${authorized}, ${vrs})`,
    `receiveWithAuthorization(${authorized}, bytes signature)`,
    `cancelAuthorization(address authorizer, bytes32 nonce, ${vrs})`,
    'cancelAuthorization(address authorizer, bytes32 nonce, bytes signature)',
  ],
  erc721: [
    'transferFrom(address from, address to, uint256 tokenId)',
    'safeTransferFrom(address from, address to, uint256 tokenId)',
    'safeTransferFrom(address from, address to, uint256 tokenId, bytes data)',
    'approve(address to, uint256 tokenId)',
    'setApprovalForAll(address operator, bool approved)',
  ],
  erc1155: [
    'safeTransferFrom(address from, address to, uint256 id, uint256 value, bytes data)',
    'safeBatchTransferFrom(address from, address to, uint256[] ids, uint256[] values, bytes data)',
    'setApprovalForAll(address operator, bool approved)',
  ],
  erc4626: [
    'deposit(uint256 assets, address receiver)',
    'mint(uint256 shares, address receiver)',
    'withdraw(uint256 assets, address receiver, address owner)',
    'redeem(uint256 shares, address receiver, address owner)',
  ],
  weth: ['deposit()', 'withdraw(uint256 amount)'],
  permit2: [
    'approve(address token, address spender, uint160 amount, uint48 expiration)',
    `permit(address owner, (${allowance} details, address spender, uint256 sigDeadline) permitSingle, bytes signature)`,
    `permit(address owner, (${allowance}[] details, address spender, uint256 sigDeadline) permitBatch, bytes signature)`,
    'transferFrom(address from, address to, uint160 amount, address token)',
    'transferFrom((address from, address to, uint160 amount, address token)[] transferDetails)',
    `permitTransferFrom((${permitted} permitted, uint256 nonce, uint256 deadline) permit, ${payout} transferDetails, address owner, bytes signature)`,
    `permitTransferFrom((${permitted}[] permitted, uint256 nonce, uint256 deadline) permit, ${payout}[] transferDetails, address owner, bytes signature)`,
    `permitWitnessTransferFrom((${permitted} permitted, uint256 nonce, uint256 deadline) permit, ${payout} transferDetails, address owner, bytes32 witness, string witnessTypeString, bytes signature)`,
    `permitWitnessTransferFrom((${permitted}[] permitted, uint256 nonce, uint256 deadline) permit, ${payout}[] transferDetails, address owner, bytes32 witness, string witnessTypeString, bytes signature)`,
    'lockdown((address token, address spender)[] approvals)',
    'invalidateNonces(address token, address spender, uint48 newNonce)',
    'invalidateUnorderedNonces(uint256 wordPos, uint256 mask)',
  ],
  multicall: [
    `aggregate(${call})`,
    'aggregate3((address target, bool allowFailure, bytes callData)[] calls)',
    'aggregate3Value((address target, bool allowFailure, uint256 value, bytes callData)[] calls)',
    `blockAndAggregate(${call})`,
    `tryAggregate(bool requireSuccess, ${call})`,
    `tryBlockAndAggregate(bool requireSuccess, ${call})`,
    'multicall(bytes[] data)',
    'multicall(uint256 deadline, bytes[] data)',
    'multicall(bytes32 previousBlockhash, bytes[] data)',
  ],
  entryPoint06: [
    `handleOps(${operation06} ops, address beneficiary)`,
    `handleAggregatedOps((${operation06} userOps, address aggregator, bytes signature)[] opsPerAggregator, address beneficiary)`,
  ],
  entryPoint07: [
    `handleOps(${operation07} ops, address beneficiary)`,
    `handleAggregatedOps((${operation07} userOps, address aggregator, bytes signature)[] opsPerAggregator, address beneficiary)`,
  ],
  safe: [
    `execTransaction(${safeCall}, uint256 safeTxGas, uint256 baseGas, uint256 gasPrice, address gasToken, address refundReceiver, bytes signatures)`,
    `execTransactionFromModule(${safeCall})`,
    `execTransactionFromModuleReturnData(${safeCall})`,
    'setup(address[] owners, uint256 threshold, address to, bytes data, address fallbackHandler, address paymentToken, uint256 payment, address paymentReceiver)',
    'addOwnerWithThreshold(address owner, uint256 threshold)',
    'removeOwner(address prevOwner, address owner, uint256 threshold)',
    'swapOwner(address prevOwner, address oldOwner, address newOwner)',
    'changeThreshold(uint256 threshold)',
    'enableModule(address module)',
    'disableModule(address prevModule, address module)',
    'setGuard(address guard)',
    'setModuleGuard(address moduleGuard)',
    'setFallbackHandler(address handler)',
    'approveHash(bytes32 hashToApprove)',
  ],
  multiSend: ['multiSend(bytes transactions)'],
  account: [
    'execute(address target, uint256 value, bytes data)',
    'execute(address target, uint256 value, bytes data, uint8 operation)',
    'execute_ncC(address target, uint256 value, bytes data)',
    'executeBatch(address[] targets, bytes[] datas)',
    'executeBatch(address[] targets, uint256[] values, bytes[] datas)',
    'executeBatch_y6U(address[] targets, uint256[] values, bytes[] datas)',
    'executeBatch((address target, uint256 value, bytes data)[] calls)',
    'execute(bytes32 mode, bytes executionCalldata)',
    'executeFromExecutor(bytes32 mode, bytes executionCalldata)',
    'executeUserOp(address to, uint256 value, bytes data, uint8 operation)',
    'executeUserOpWithErrorString(address to, uint256 value, bytes data, uint8 operation)',
  ],
  ownership: [
    'transferOwnership(address newOwner)',
    'renounceOwnership()',
    'acceptOwnership()',
    'grantRole(bytes32 role, address account)',
    'revokeRole(bytes32 role, address account)',
    'renounceRole(bytes32 role, address account)',
    'upgradeTo(address newImplementation)',
    'upgradeToAndCall(address newImplementation, bytes data)',
    'changeAdmin(address newAdmin)',
    'pause()',
    'unpause()',
  ],
  uniswapV2Router: [
    `swapExactTokensForTokens(uint256 amountIn, uint256 amountOutMin, ${swapFrom})`,
    `swapTokensForExactTokens(uint256 amountOut, uint256 amountInMax, ${swapFrom})`,
    `swapExactETHForTokens(uint256 amountOutMin, ${swapFrom})`,
    `swapTokensForExactETH(uint256 amountOut, uint256 amountInMax, ${swapFrom})`,
    `swapExactTokensForETH(uint256 amountIn, uint256 amountOutMin, ${swapFrom})`,
    `swapETHForExactTokens(uint256 amountOut, ${swapFrom})`,
    `swapExactTokensForTokensSupportingFeeOnTransferTokens(uint256 amountIn, uint256 amountOutMin, ${swapFrom})`,
    `swapExactETHForTokensSupportingFeeOnTransferTokens(uint256 amountOutMin, ${swapFrom})`,
    `swapExactTokensForETHSupportingFeeOnTransferTokens(uint256 amountIn, uint256 amountOutMin, ${swapFrom})`,
    'addLiquidity(address tokenA, address tokenB, uint256 amountADesired, uint256 amountBDesired, uint256 amountAMin, uint256 amountBMin, address to, uint256 deadline)',
    'addLiquidityETH(address token, uint256 amountTokenDesired, uint256 amountTokenMin, uint256 amountETHMin, address to, uint256 deadline)',
    'removeLiquidity(address tokenA, address tokenB, uint256 liquidity, uint256 amountAMin, uint256 amountBMin, address to, uint256 deadline)',
    `removeLiquidityWithPermit(address tokenA, address tokenB, uint256 liquidity, uint256 amountAMin, uint256 amountBMin, address to, uint256 deadline, bool approveMax, ${vrs})`,
    `removeLiquidityETH(address token, ${removal})`,
    `removeLiquidityETHWithPermit(address token, ${removal}, bool approveMax, ${vrs})`,
    `removeLiquidityETHSupportingFeeOnTransferTokens(address token, ${removal})`,
    `removeLiquidityETHWithPermitSupportingFeeOnTransferTokens(address token, ${removal}, bool approveMax, ${vrs})`,
  ],
  uniswapV3Router: [
    'exactInputSingle((address tokenIn, address tokenOut, uint24 fee, address recipient, uint256 deadline, uint256 amountIn, uint256 amountOutMinimum, uint160 sqrtPriceLimitX96) params)',
    'exactInputSingle((address tokenIn, address tokenOut, uint24 fee, address recipient, uint256 amountIn, uint256 amountOutMinimum, uint160 sqrtPriceLimitX96) params)',
    'exactInput((bytes path, address recipient, uint256 deadline, uint256 amountIn, uint256 amountOutMinimum) params)',
    'exactInput((bytes path, address recipient, uint256 amountIn, uint256 amountOutMinimum) params)',
    'exactOutputSingle((address tokenIn, address tokenOut, uint24 fee, address recipient, uint256 deadline, uint256 amountOut, uint256 amountInMaximum, uint160 sqrtPriceLimitX96) params)',
    'exactOutputSingle((address tokenIn, address tokenOut, uint24 fee, address recipient, uint256 amountOut, uint256 amountInMaximum, uint160 sqrtPriceLimitX96) params)',
    'exactOutput((bytes path, address recipient, uint256 deadline, uint256 amountOut, uint256 amountInMaximum) params)',
    'exactOutput((bytes path, address recipient, uint256 amountOut, uint256 amountInMaximum) params)',
    'swapExactTokensForTokens(uint256 amountIn, uint256 amountOutMin, address[] path, address to)',
    'swapTokensForExactTokens(uint256 amountOut, uint256 amountInMax, address[] path, address to)',
    'unwrapWETH9(uint256 amountMinimum, address recipient)',
    'sweepToken(address token, uint256 amountMinimum, address recipient)',
    'refundETH()',
  ],
  universalRouter: [
    'execute(bytes commands, bytes[] inputs, uint256 deadline)',
    'execute(bytes commands, bytes[] inputs)',
  ],
  aaveV3Pool: [
    'supply(address asset, uint256 amount, address onBehalfOf, uint16 referralCode)',
    'supplyWithPermit(address asset, uint256 amount, address onBehalfOf, uint16 referralCode, uint256 deadline, uint8 permitV, bytes32 permitR, bytes32 permitS)',
    'deposit(address asset, uint256 amount, address onBehalfOf, uint16 referralCode)',
    'withdraw(address asset, uint256 amount, address to)',
    'borrow(address asset, uint256 amount, uint256 interestRateMode, uint16 referralCode, address onBehalfOf)',
    'repay(address asset, uint256 amount, uint256 interestRateMode, address onBehalfOf)',
    'repayWithPermit(address asset, uint256 amount, uint256 interestRateMode, address onBehalfOf, uint256 deadline, uint8 permitV, bytes32 permitR, bytes32 permitS)',
    'repayWithATokens(address asset, uint256 amount, uint256 interestRateMode)',
    'setUserUseReserveAsCollateral(address asset, bool useAsCollateral)',
    'setUserEMode(uint8 categoryId)',
    'liquidationCall(address collateralAsset, address debtAsset, address borrower, uint256 debtToCover, bool receiveAToken)',
    'flashLoan(address receiverAddress, address[] assets, uint256[] amounts, uint256[] interestRateModes, address onBehalfOf, bytes params, uint16 referralCode)',
    'flashLoanSimple(address receiverAddress, address asset, uint256 amount, bytes params, uint16 referralCode)',
  ],
} as const satisfies Record<string, readonly string[]>

/** A family of contracts that share functions. */
export type FunctionFamily = keyof typeof signatures

/** A function and the family that it belongs to. */
export type KnownFunction = { readonly family: FunctionFamily; readonly fn: Fragment.AbiFunction }

const none: readonly KnownFunction[] = []
let index: ReadonlyMap<string, readonly KnownFunction[]> | undefined

/**
 * The functions that a selector (4 bytes, lower-case hex) may mean, one for each family; none when nobody knows it.
 * Functions of one selector have the same types and may name their parameters differently.
 */
export function familyOf(selector: string): readonly KnownFunction[] {
  index ??= bySelector()
  return index.get(selector) ?? none
}

/** @returns Every known function, family by family. */
export function all(): readonly KnownFunction[] {
  const families = Object.keys(signatures) as FunctionFamily[]
  return families.flatMap((family) => signatures[family].map((line) => ({ family, fn: Fragment.parseSignature(line) })))
}

function bySelector(): ReadonlyMap<string, readonly KnownFunction[]> {
  const found = new Map<string, KnownFunction[]>()
  for (const known of all()) {
    const others = found.get(known.fn.selector)
    if (others) others.push(known)
    else found.set(known.fn.selector, [known])
  }
  return found
}
