/** What a request consists of, as parts: by bytes where it has some, else by fields. */
import {
  type Call,
  type DecodedRequest,
  type Detail,
  type Fact,
  hasValue,
  Print,
  Transaction,
  type Value,
} from '@portcullis/core'
import { digestOf, type TransactionDetail, wholeOf } from './decode-transaction.ts'
import type { Token } from './files.ts'
import { deedOf, tokenOf, units, unlimited } from './summary.ts'
import { dataParts, nestedPart, type Remark, type Telling } from './tree-call.ts'
import { bytesText, countText, type FieldRemark, grouped, note, type Part, valueParts, valueText } from './tree-part.ts'
import { type InstructionRemark, solanaParts } from './tree-solana.ts'
import { transactionParts } from './tree-transaction.ts'

type MessageDetail = Extract<Detail, { readonly kind: 'message' }>
type TypedDataDetail = Extract<Detail, { readonly kind: 'typedData' }>

/** @returns The parts of the request, after those that explain it as a whole. */
export function contentOf(decoded: DecodedRequest, tokens: readonly Token[]): readonly Part[] {
  const { detail, calls } = decoded
  const digest = digestOf(decoded)
  return [...(digest === null ? [] : [note('digest', digest)]), ...partsOf()]

  function partsOf(): readonly Part[] {
    switch (detail.kind) {
      case 'transaction':
        return transactionTree(decoded, detail, tokens)
      case 'solana':
        return solanaParts(decoded, detail, instructionRemark(decoded, tokens))
      case 'typedData':
        return [
          ...typedDataParts(detail, decoded.facts['chain'], tokens),
          ...calls.flatMap((call) => call.calls.map((inner) => nestedPart(inner, tellingOf(decoded, tokens)))),
        ]
      case 'message':
        return messageParts(detail)
      case 'userOperation':
        return userOperationParts(decoded, tokens)
      default:
        return calls.flatMap(factParts)
    }
  }
}

function transactionTree(
  decoded: DecodedRequest,
  detail: TransactionDetail,
  tokens: readonly Token[],
): readonly Part[] {
  const { transaction, sender, bytes } = detail
  const whole = wholeOf(detail)
  const isSigned = whole !== null && whole.signature !== null
  const head = [
    ...(isSigned ? [note('hash', Transaction.hash(whole))] : []),
    ...(sender === null
      ? []
      : [note('from', `${sender.value} (${isSigned ? 'recovered from the signature' : 'the key that would sign'})`)]),
  ]
  const [call] = decoded.calls
  const data = dataParts(call!, tellingOf(decoded, tokens))
  const value = amountText(transaction.value, tokenOf(tokens, decoded.facts['chain'], 'native'))
  if (whole !== null) return [...head, ...transactionParts(bytes!.toLowerCase(), whole, { data, value })]
  return [...head, ...openParts(detail, value, data)]
}

/** A transaction that leaves something open has no bytes yet: ranges count the bytes of its data alone. */
function openParts({ transaction }: TransactionDetail, value: string, inner: readonly Part[]): readonly Part[] {
  const { chainId, nonce, to, gas, data } = transaction
  const numbers = Object.entries({ chainId, nonce, gas }).map(([name, number]) =>
    note(name, number === null ? 'left open' : grouped(number)),
  )
  const target = note('to', to ?? 'nobody: creates a contract')
  const content = to === null ? [note('code', bytesText(data))] : inner
  return [
    ...numbers,
    target,
    note('value', value),
    note('input', countText(data.length / 2 - 1, 'byte'), data === '0x' ? [] : content),
  ]
}

/** The data of the operation count from their first byte. */
function userOperationParts(decoded: DecodedRequest, tokens: readonly Token[]): readonly Part[] {
  const [operation] = decoded.calls
  const executed = operation!.calls.filter(({ kind }) => kind !== 'authorization')
  return [...factParts(operation!), ...executed.map((call) => nestedPart(call, tellingOf(decoded, tokens)))]
}

function tellingOf(decoded: DecodedRequest, tokens: readonly Token[]): Telling {
  return (call) => {
    const value = call.facts['native.value']
    const native = tokenOf(tokens, decoded.facts['chain'], 'native')
    return {
      deed: deedOf(call, decoded, tokens),
      value: amountText(value?.type === 'integer' ? value.value : 0n, native),
      remark: argumentRemark(decoded, call, tokens),
    }
  }
}

/** The amount or allowance of a token whose units are known. */
function argumentRemark({ facts }: DecodedRequest, call: Call, tokens: readonly Token[]): Remark {
  const values = call.facts['call.arguments']
  const { token: address, amount, allowance } = call.facts
  const token = address?.type === 'address' ? tokenOf(tokens, facts['chain'], address.value) : undefined
  return (index) => {
    const value = values?.type === 'record' ? values.fields[index]?.value : undefined
    if (value?.type !== 'integer' || (value !== amount && value !== allowance)) return ''
    if (value === allowance && value.value >= unlimited) return `unlimited ${token?.symbol ?? ''}`.trim()
    return token === undefined ? '' : units(value.value, token)
  }
}

function instructionRemark({ facts }: DecodedRequest, tokens: readonly Token[]): InstructionRemark {
  return ({ facts: own }, name) => {
    const native = own['native.value']
    if (name === 'lamports' && native?.type === 'integer') return unitsOf(native, 'native')
    const { amount, token } = own
    return name === 'amount' && amount?.type === 'integer' && token?.type === 'address'
      ? unitsOf(amount, token.value)
      : ''
  }

  function unitsOf(amount: Extract<Value, { type: 'integer' }>, address: string): string {
    const token = tokenOf(tokens, facts['chain'], address)
    return token === undefined ? '' : units(amount.value, token)
  }
}

function amountText(amount: bigint, token: Token | undefined): string {
  return amount === 0n ? '0' : units(amount, token)
}

function typedDataParts(
  { typedData }: TypedDataDetail,
  chain: Fact | undefined,
  tokens: readonly Token[],
): readonly Part[] {
  const { primaryType, encodeType, domain, message } = typedData
  const contract = domain.fields.find(({ name }) => name === 'verifyingContract')?.value
  const remark: FieldRemark = (record, { name, value }) => {
    const isPermit = record === message && name === 'value'
    const beside = name === 'amount' ? record.fields.find((field) => field.name === 'token')?.value : undefined
    const address = isPermit ? contract : beside
    const token = address?.type === 'address' ? tokenOf(tokens, chain, address.value) : undefined
    return token === undefined || value.type !== 'integer' ? '' : units(value.value, token)
  }
  const said = note('message', primaryType, valueParts(message, remark))
  return [note('type', encodeType), note('domain', '', valueParts(domain)), said]
}

function messageParts({ message }: MessageDetail): readonly Part[] {
  const { bytes, text, hex } = message
  return [note('size', countText(bytes.length, 'byte')), text === null ? note('bytes', hex) : note('text', text)]
}

/** What requests without a form of their own say; the words by which policies sort them say no more. */
function factParts({ facts }: Call): readonly Part[] {
  const said = Object.entries(facts).filter(([name]) => !['call.kind', 'types', 'possibleTypes'].includes(name))
  return said.map(([name, fact]) =>
    hasValue(fact) ? note(name, valueText(fact), valueParts(fact)) : note(name, Print.toText(fact)),
  )
}
