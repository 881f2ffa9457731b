/** The door of the command: finds the command by its name and turns what happens into an exit code. */
import { check, checkOptions } from './command/check.ts'
import { decide, decideOptions } from './command/decide.ts'
import { decode, decodeOptions } from './command/decode.ts'
import { demo, demoOptions } from './command/demo.ts'
import { help, overview } from './command/help.ts'
import { init, initOptions } from './command/init.ts'
import { type OptionName, type Options, readOptions } from './command/options.ts'
import { replayCommand, replayOptions } from './command/replay.ts'
import { visible } from './command/table.ts'
import { test, testOptions } from './command/test.ts'
import { type Exit, exits, UsageError } from './command/usage.ts'
import { verify, verifyOptions } from './command/verify.ts'
import { version } from './command/version.ts'

type Command = {
  readonly options: readonly OptionName[]
  readonly run: (options: Options, print: (line: string) => void) => Exit
}

/** Every command. To add one, add a row here and its help. */
const commands: Readonly<Record<string, Command>> = {
  decide: { options: decideOptions, run: decide },
  decode: { options: decodeOptions, run: decode },
  check: { options: checkOptions, run: check },
  test: { options: testOptions, run: test },
  replay: { options: replayOptions, run: replayCommand },
  verify: { options: verifyOptions, run: verify },
  init: { options: initOptions, run: init },
  demo: { options: demoOptions, run: demo },
}

function main(argv: readonly string[]): Exit {
  const [name, ...rest] = argv
  if (name === '--version') return say(version())
  if (name === undefined) throw new UsageError('a command is missing', overview)
  if (name === '--help' || name === '-h' || name === 'help') return say(overview)
  if (!Object.hasOwn(commands, name)) throw new UsageError(`unknown command \`${name}\``, overview)
  const command = commands[name]!
  const options = readOptions(rest, command.options)
  return options.help ? say(help[name]!) : command.run(options, say)
}

function say(text: string): Exit {
  process.stdout.write(`${text}\n`)
  return exits.allow
}

// A reader that went away, such as `head`, is no error of ours; and no allow either, while nothing was decided.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(process.exitCode ?? exits.undecided)
  throw error
})

try {
  process.exitCode = main(process.argv.slice(2))
} catch (error) {
  const usage = error instanceof UsageError
  if (usage)
    process.stderr.write(`portcullis: ${visible(error.message)}\n${error.more === '' ? '' : `\n${error.more}\n`}`)
  else process.stderr.write(`portcullis: could not decide: ${(error as Error).stack}\n`)
  process.exitCode = usage ? exits.bad : exits.undecided
}
