/** `npm run bench -- NAME… [--json]`: prints benchmarks, each beside its peers; with `--json` ends with one line of figures. */
import { core } from './core.ts'
import { engine } from './engine.ts'
import { nested } from './nested.ts'
import { solana } from './solana.ts'
import { typedData } from './typed-data.ts'

/** Every benchmark. To add one, add a row. */
type Result = { readonly lines: readonly string[]; readonly figures: object }
const benchmarks: Readonly<Record<string, () => Result | Promise<Result>>> = {
  core,
  nested,
  'typed-data': typedData,
  solana,
  engine,
}

const names = process.argv.slice(2).filter((word) => word !== '--json')
const chosen = names.length === 0 ? Object.keys(benchmarks) : names
const unknown = chosen.find((name) => !Object.hasOwn(benchmarks, name))
if (unknown !== undefined) {
  console.error(`unknown benchmark \`${unknown}\`; there are ${Object.keys(benchmarks).join(', ')}`)
  process.exit(2)
}
const figures: Record<string, object> = {}
for (const name of chosen) {
  const result = await benchmarks[name]!()
  for (const line of result.lines) console.log(line)
  figures[name] = result.figures
}
if (process.argv.includes('--json')) console.log(JSON.stringify(chosen.length === 1 ? figures[chosen[0]!] : figures))
