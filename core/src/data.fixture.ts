/**
 * Finds the real-world data that some tests read: lists, token tables, transactions. The folder is not part of the checkout,
 * so a test which needs it is skipped where it is absent (`describe.skipIf(dataPath('x') === null)`).
 */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = process.env.PORTCULLIS_DATA ?? fileURLToPath(new URL('../../../shared/data', import.meta.url))

/** @returns The path of the data file `name`, or null where the data is absent. */
export function dataPath(name: string): string | null {
  const path = `${folder}/${name}`
  return existsSync(path) ? path : null
}
