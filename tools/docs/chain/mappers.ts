/** Every key of a mapper with an example, which a test calculates for the call below. */

/** The call that mappers are shown for, of a target whose chain has the token USDC. */
export const call = {
  function: 'transfer(address to, uint256 amount)',
  arguments: ['0xb0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0', '2500000'],
  facts: { 'time.seconds': '1000', 'price(evm:0x7070707070707070707070707070707070707070)': '2' },
} as const

export const token = {
  ...{ symbol: 'USDC', chain: 'eip155:1', address: '0x7070707070707070707070707070707070707070', decimals: 6 },
} as const

type Row = { readonly meaning: string; readonly example: string | object; readonly gives: string }

/** By key; `name` is the parameter alone, and `about` stands beside `fact`. */
export const mappers: Readonly<Record<string, Row>> = {
  name: { meaning: 'a parameter of the function', example: 'amount', gives: '2500000' },
  number: { meaning: 'a whole number', example: { number: '7' }, gives: '7' },
  units: { meaning: 'one whole unit of a declared token', example: { units: 'USDC' }, gives: '1000000' },
  token: { meaning: 'the address of a declared token', example: { token: 'USDC' }, gives: token.address },
  fact: { meaning: 'a fact of the catalogue', example: { fact: 'time.seconds' }, gives: '1000' },
  about: {
    meaning: 'what somebody knows of a value',
    example: { fact: 'price', about: { token: 'USDC' } },
    gives: '2',
  },
  plus: { meaning: 'sum', example: { plus: ['amount', { number: '1' }] }, gives: '2500001' },
  minus: { meaning: 'difference', example: { minus: ['amount', { number: '1' }] }, gives: '2499999' },
  times: { meaning: 'product', example: { times: ['amount', { number: '2' }] }, gives: '5000000' },
  over: {
    meaning: 'quotient, rounded towards zero; by zero it is not known, which denies',
    example: { over: [{ times: ['amount', { fact: 'price', about: { token: 'USDC' } }] }, { units: 'USDC' }] },
    gives: '5',
  },
}
