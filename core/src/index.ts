/**
 * The pure heart of Portcullis: from bytes to facts, from policy and facts to a decision, from draws to a ledger. No clock, no
 * network, no randomness: the same arguments give the same answer.
 */
export * as Base58 from './codec/base58.ts'
export { canonical } from './codec/canonical.ts'
export * as Hash from './codec/hash.ts'
export * as Hex from './codec/hex.ts'
export * as Json from './codec/json.ts'
export * as Utf8 from './codec/utf8.ts'
export { type Code, codes } from './codes.ts'
export { type Decision, type DueObligation, denied, type Need, type Reason } from './engine/decision.ts'
export { type Binding, evaluate, type Setting } from './engine/evaluate.ts'
export { type Nearest, nearest } from './engine/nearest.ts'
export { explain, type Tested, type TracedPolicy, type TracedStep, trace } from './engine/trace.ts'
export * as Addresses from './facts/address.ts'
export {
  type Call,
  type Decoded,
  type Facts,
  judged,
  lookup,
  type Objection,
  type Source,
  sourceOf,
} from './facts/call.ts'
export { catalogue, families as factFamilies } from './facts/catalogue.ts'
export { type Cluster, parseCluster } from './facts/cluster.ts'
export {
  type Contract,
  type Contracts,
  codeKinds,
  contractsOf,
  parseContract,
} from './facts/contract.ts'
export { type DecodedRequest, type Detail, decode, decodeHex, nothingGiven, type Surroundings } from './facts/decode.ts'
export { type Reading as CallReading, read as readCall } from './facts/decoders/evm/action.ts'
export { knownCode } from './facts/decoders/evm/nested/known-code.ts'
export * as Transaction from './facts/decoders/evm/transaction.ts'
export type { DecodedInstruction } from './facts/decoders/solana/instructions.ts'
export * as Exact from './facts/exact.ts'
export { absent, type Fact, failed, hasValue, notAsked } from './facts/fact.ts'
export { type Key, parseKey } from './facts/key.ts'
export { parse as parseInstant } from './facts/operation/date-time.ts'
export { type Definition, parseDefinition } from './facts/operation.ts'
export * as Print from './facts/print.ts'
export * as Requests from './facts/request.ts'
export type { List, Value, ValueType } from './facts/value.ts'
export { InputError, type Place } from './input-error.ts'
export * as Checkpoint from './ledger/checkpoint.ts'
export { recordOf, type Said } from './ledger/decision-record.ts'
export * as Matter from './ledger/matter.ts'
export * as Merkle from './ledger/merkle.ts'
export * as Note from './ledger/note.ts'
export * as Receipt from './ledger/receipt.ts'
export * as Record from './ledger/record.ts'
export { type Difference, type Library, replay } from './ledger/replay.ts'
export * as Ledger from './ledger/reservation.ts'
export * as Tile from './ledger/tile.ts'
export * as Window from './ledger/window.ts'
export { check, type PlacedFinding } from './policy/check.ts'
export * as ChainText from './policy/forms/chain/edit.ts'
export { chainJsonSchema } from './policy/forms/chain/schema.ts'
export { documentJsonSchema } from './policy/forms/document/schema.ts'
export { rulebookJsonSchema } from './policy/forms/rulebook/schema.ts'
export { type Controller, type Draw, parseController, partitionKey } from './policy/limit.ts'
export type { Obligation, Origin, Policy } from './policy/policy.ts'
export * as Seal from './policy/seal.ts'
export { readShape } from './policy/shape.ts'
export { type Context, compile, type PolicyText, parse } from './policy/text.ts'
export { walletsOf } from './policy/wallets.ts'
