/** What is said of an option that a command does not have: the nearest one that it has. */

/** More than so many changes, and no other option was meant. */
const maxChanges = 3

/** @returns The sentence for `option`, such as `--polcy`. `names` are the command's options without dashes, at least one. */
export function unknownOption(option: string, names: readonly string[]): string {
  const word = option.replace(/^-+/, '')
  const [nearest] = names
    .map((name) => ({ name, changes: word.startsWith(name) ? 1 : changesBetween(word, name) }))
    .sort((a, b) => a.changes - b.changes)
  const isNear = nearest!.changes <= Math.min(maxChanges, nearest!.name.length / 2)
  const hint = isNear
    ? `did you mean \`--${nearest!.name}\`?`
    : `there are ${names.map((name) => `--${name}`).join(', ')}`
  return `unknown option \`${option}\`: ${hint}`
}

/** The fewest letters to insert, remove, replace, or swap with a neighbour, that make one word of the other. */
function changesBetween(from: string, to: string): number {
  const rows: number[][] = [Array.from({ length: to.length + 1 }, (_, j) => j)]
  for (let i = 1; i <= from.length; i++) {
    const row = [i]
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1] ? 0 : 1
      const swapped = from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1] ? rows[i - 2]![j - 2]! + 1 : Infinity
      row.push(Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + same, swapped))
    }
    rows.push(row)
  }
  return rows[from.length]![to.length]!
}
