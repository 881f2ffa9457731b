/** A whole chain text, and requests that a test decides by it. */
const token = '0x7070707070707070707070707070707070707070'
const admin = '0xa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1'
const holder = '0xcacacacacacacacacacacacacacacacacacacaca'
const listed = '0xb0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0'

/** Sanctions first, then the bypass, then limits, one of them for two functions. */
export const chainExample = {
  form: 'chain',
  version: '1.0',
  default: 'deny',
  lists: { sanctions: [listed] },
  tokens: [{ symbol: 'USDC', chain: 'eip155:1', address: token, decimals: 6 }],
  mappers: {
    usdValue: { over: [{ times: ['amount', { fact: 'price', about: { token: 'USDC' } }] }, { units: 'USDC' }] },
  },
  policies: {
    sanctions: { kind: 'reject', addresses: '@sanctions' },
    admins: { kind: 'bypass', addresses: [admin] },
    cap: { kind: 'max', max: '10000' },
    daily: { kind: 'volume-rate', duration: 86_400, max: '50000000000' },
  },
  targets: [
    {
      chain: 'eip155:1',
      address: token,
      default: 'allow',
      functions: [
        {
          function: 'transfer(address to, uint256 amount)',
          links: [
            { policy: 'sanctions', parameters: ['from', 'to'] },
            { policy: 'admins', parameters: ['from'] },
            { policy: 'cap', parameters: ['usdValue'] },
            { policy: 'daily', parameters: ['amount', 'from'] },
          ],
        },
        {
          function: 'burn(uint256 amount)',
          links: [{ policy: 'daily', parameters: ['amount', 'account'] }],
        },
        { function: 'mint(address account, uint256 amount)', links: [{ policy: 'admins', parameters: ['account'] }] },
      ],
    },
  ],
} as const

type Asked = {
  readonly about: string
  readonly sender: string
  readonly to?: string
  readonly call: string
  readonly arguments: readonly string[]
  readonly used?: string
  readonly ends: string
}

const transfer = 'transfer(address to, uint256 amount)'
const burn = 'burn(uint256 amount)'

/** USDC is worth 1 US dollar in all of them; `used` is what `daily` has counted before. */
export const asked: readonly Asked[] = [
  {
    ...{ about: 'a holder transfers 10,000 USDC', sender: holder, call: transfer },
    ...{ arguments: [admin, '10000000000'], ends: 'chain_default_allow' },
  },
  {
    ...{ about: 'or 10,001 USDC', sender: holder, call: transfer },
    ...{ arguments: [admin, '10001000000'], ends: 'chain_rejected by cap' },
  },
  {
    ...{ about: 'an admin transfers 10,001 USDC', sender: admin, call: transfer },
    ...{ arguments: [holder, '10001000000'], ends: 'chain_allowed by admins' },
  },
  {
    ...{ about: 'an admin transfers to a sanctioned address', sender: admin, call: transfer },
    ...{ arguments: [listed, '1'], ends: 'chain_rejected by sanctions' },
  },
  {
    ...{ about: 'a holder transfers the 1 USDC that is left of the day', sender: holder, call: transfer },
    ...{ arguments: [admin, '1000000'], used: '49999000000', ends: 'chain_default_allow' },
  },
  {
    ...{ about: 'or burns one base unit more than that', sender: holder, call: burn },
    ...{ arguments: ['1000001'], used: '49999000000', ends: 'chain_rejected by daily' },
  },
  {
    ...{ about: 'a holder calls a function that the text does not name', sender: holder, call: 'pause()' },
    ...{ arguments: [], ends: 'chain_default_allow' },
  },
  {
    ...{ about: 'a holder calls another contract', sender: holder, to: admin, call: transfer },
    ...{ arguments: [admin, '1'], ends: 'chain_not_named' },
  },
]
