/** Benchmark of Solana: a message that pays SOL and tokens, as base64 to checked facts, beside the typed parsers of @solana/kit. */
import { decode, Requests } from '@portcullis/core'
import {
  type Address,
  address,
  appendTransactionMessageInstructions,
  type Blockhash,
  compileTransactionMessage,
  createNoopSigner,
  createTransactionMessage,
  decompileTransactionMessage,
  getBase64Decoder,
  getBase64Encoder,
  getCompiledTransactionMessageDecoder,
  getCompiledTransactionMessageEncoder,
  pipe,
  setTransactionMessageFeePayer,
  setTransactionMessageLifetimeUsingBlockhash,
} from '@solana/kit'
import {
  getTransferSolInstruction,
  identifySystemInstruction,
  parseTransferSolInstruction,
  SYSTEM_PROGRAM_ADDRESS,
  SystemInstruction,
} from '@solana-program/system'
import {
  getTransferCheckedInstruction,
  identifyTokenInstruction,
  parseTransferCheckedInstruction,
  TOKEN_PROGRAM_ADDRESS,
  TokenInstruction,
} from '@solana-program/token'
import { type Result, race } from './race.ts'

const payer = address('J2xccRtuG43drESLYznHhLhQkLTdfepcKYbiQ9BsJVaf')
const payee = address('4vJ9JU1bJJE96FWSJKvHsmmFADCg4gpZQff4P3bkLKi')
const source = address('8qbHbw2BbbTHBW1sbeqakYXVKRQM8Ne7pLK7m6CVfeR')
const destination = address('CktRuQ2mttgRGkXJtyksdKHjUdc2C4TgDzyB98oEzy8')
const mint = address('EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v')
const lamports = 1_500_000_000n
const amount = 750_000_000n
const floor = 5

const message = pipe(
  createTransactionMessage({ version: 'legacy' }),
  (it) => setTransactionMessageFeePayer(payer, it),
  (it) =>
    setTransactionMessageLifetimeUsingBlockhash(
      { blockhash: '9Cs3gYQHuJBRuZHFHTRWGLDaE7XjZuEjNoCYL9nYjXWc' as Blockhash, lastValidBlockHeight: 0n },
      it,
    ),
  (it) =>
    appendTransactionMessageInstructions(
      [
        getTransferSolInstruction({ source: createNoopSigner(payer), destination: payee, amount: lamports }),
        getTransferCheckedInstruction({ source, mint, destination, authority: payer, amount, decimals: 6 }),
      ],
      it,
    ),
)
const base64 = getBase64Decoder().decode(
  getCompiledTransactionMessageEncoder().encode(compileTransactionMessage(message)),
)
const request = Requests.read({ payload: { solanaMessage: base64 } })
const encoder = getBase64Encoder()
const decoder = getCompiledTransactionMessageDecoder()

/** What a message pays: lamports and to whom; tokens, of which mint, and to which account. */
type Paid = readonly [bigint, Address, bigint, Address, Address]

/** @returns The lines to print, and the figures. */
export function solana(): { readonly lines: readonly string[]; readonly figures: object } {
  check()
  const [own, parsed, bare] = race([
    { name: 'portcullis decode, checked facts of message and calls', run: ours },
    { name: '@solana/kit decode + decompile + typed parsers', run: theirs },
    { name: '@solana/kit decode of the compiled message alone', run: () => decoder.decode(encoder.encode(base64)) },
  ]) as [Result, Result, Result]
  const ratio = own.perSecond / parsed.perSecond
  const row = ({ name, perSecond, least, most }: Result) =>
    `  ${name.padEnd(56)} ${whole(perSecond).padStart(10)}/s ${(1e6 / perSecond).toFixed(2).padStart(8)} us  (${whole(least)} to ${whole(most)})  ${(own.perSecond / perSecond).toFixed(2)} x`
  return {
    lines: [
      'Solana message with a System transfer and a token TransferChecked, base64 to checked facts (per second of processor time, median of 9 rounds)',
      ...[own, parsed, bare].map(row),
      `  ratio to the typed parsers of @solana/kit ${ratio.toFixed(1)} (floor ${floor}); whose wallet a token account is, is worked out when asked, and not here`,
    ],
    figures: { ratio, bareRatio: own.perSecond / bare.perSecond, perSecond: own.perSecond },
  }
}

function ours(): unknown {
  return decode(request)
}

function theirs(): Paid {
  const { instructions } = decompileTransactionMessage(decoder.decode(encoder.encode(base64)))
  const [first, second] = instructions as unknown as readonly [
    Parameters<typeof parseTransferSolInstruction>[0],
    Parameters<typeof parseTransferCheckedInstruction>[0],
  ]
  if (first.programAddress !== SYSTEM_PROGRAM_ADDRESS || second.programAddress !== TOKEN_PROGRAM_ADDRESS)
    throw new Error('other programs')
  if (identifySystemInstruction(first.data) !== SystemInstruction.TransferSol) throw new Error('another instruction')
  if (identifyTokenInstruction(second.data) !== TokenInstruction.TransferChecked) throw new Error('another instruction')
  const [native, token] = [parseTransferSolInstruction(first), parseTransferCheckedInstruction(second)]
  const { accounts, data } = token
  return [
    native.data.amount,
    native.accounts.destination.address,
    data.amount,
    accounts.mint.address,
    accounts.destination.address,
  ]
}

/** Both must say the same, else the race is void. */
function check(): void {
  const [native, token] = decode(request).calls.map(({ facts }) => facts)
  const facts = [
    native!['native.value'],
    native!.recipient,
    token!['spl.amount'],
    token!['spl.mint'],
    token!['spl.destination'],
  ]
  const said = facts.map((fact) => (fact && 'value' in fact ? fact.value : null))
  const expected: Paid = [lamports, payee, amount, mint, destination]
  for (const paid of [said, theirs()])
    if (expected.some((part, i) => paid[i] !== part)) throw new Error('the competitors disagree')
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US')
}
