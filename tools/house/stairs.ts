/** Who may import whom. A floor imports only from itself and from floors below; the core knows no package but three. */
import { posix } from 'node:path'
import { type Finding, finding, type Import, imports, isCore, isTest, type Source } from './source.ts'

/** The floors of the core, lowest first. To add one, add a row. */
export const floors = ['words', 'codec', 'facts', 'policy', 'engine', 'ledger', 'index'] as const
const files = new Map([
  ['codes.ts', 'words'],
  ['input-error.ts', 'words'],
  ['index.ts', 'index'],
])
const corePackages = [/^@noble\/[a-z]+\//, /^zod$/]
const commandPackages = [/^@portcullis\/core$/, /^node:/, /^zod$/]
const workspaces = ['core', 'server', 'bench']

/** Finds the imports that climb, leave their workspace, or name a package that the room may not use. */
export function stairs(source: Source): Finding[] {
  if (isTest(source.path)) return []
  const room =
    isCore(source.path) && height(source.path) < 0 ? [finding('room', source, source.tree, 'no floor of the core')] : []
  const broken = imports(source).flatMap((one) => {
    const what = complaint(source.path, one)
    return what === undefined ? [] : [finding('stairs', source, one.node, `${what}: ${one.specifier}`)]
  })
  return [...room, ...broken]
}

function complaint(path: string, { specifier }: Import): string | undefined {
  if (!specifier.startsWith('.')) return packageComplaint(path, specifier)
  const target = posix.join(posix.dirname(path), specifier)
  if (isTest(target)) return 'imports a test'
  if (isCore(path)) return coreComplaint(path, target)
  const home = path.split('/')[0]!
  if (workspaces.includes(home) && !target.startsWith(`${home}/`)) return 'leaves its workspace by a path'
  return home === 'server' ? serverComplaint(path, target) : undefined
}

function packageComplaint(path: string, specifier: string): string | undefined {
  const allowed = isCore(path) ? corePackages : path.startsWith('server/src/command/') ? commandPackages : [/^/]
  return allowed.some((pattern) => pattern.test(specifier)) ? undefined : 'not a package for this room'
}

function coreComplaint(path: string, target: string): string | undefined {
  if (!target.endsWith('.ts')) return 'does not end in .ts'
  if (!target.startsWith('core/src/')) return 'leaves the core'
  return height(target) > height(path) ? 'climbs the stairs' : undefined
}

function serverComplaint(path: string, target: string): string | undefined {
  const adapters = 'server/src/adapters/'
  if (target.startsWith(adapters) && path !== 'server/src/main.ts' && !path.startsWith(adapters)) {
    return 'only the door knows the adapters'
  }
  const command = 'server/src/command/'
  return path.startsWith(command) && !target.startsWith(command) ? 'the command stands on the core alone' : undefined
}

/** The floor of a file of the core as a number, -1 when it is on none. */
function height(path: string): number {
  const [first, second] = path.slice('core/src/'.length).split('/')
  const floor = second === undefined ? files.get(first!) : first
  // The lowest and the highest floor are files, never folders.
  if (second !== undefined && (floor === 'words' || floor === 'index')) return -1
  return (floors as readonly (string | undefined)[]).indexOf(floor)
}
