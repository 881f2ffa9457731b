/** `portcullis init`: writes a policy to begin with, its cases and the schema of its form, and overwrites nothing. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { chainJsonSchema, documentJsonSchema, rulebookJsonSchema } from '@portcullis/core'
import { casesJsonSchema } from './cases-schema.ts'
import type { Options } from './options.ts'
import { type Form, forms, starterOf } from './starter.ts'
import { visible } from './table.ts'
import { type Exit, exits, UsageError } from './usage.ts'

export const initOptions = ['form'] as const

const schemas: Readonly<Record<Form, () => object>> = {
  rulebook: rulebookJsonSchema,
  document: documentJsonSchema,
  chain: chainJsonSchema,
}

/** @returns 0. @throws UsageError when the folder holds a file of that name, or none can be written there. */
export function init(options: Options, print: (line: string) => void): Exit {
  const [folder = '.', ...others] = options.files
  if (others.length > 0) throw new UsageError('init wants one folder')
  const form = (options.form ?? 'rulebook') as Form
  if (!forms.includes(form)) throw new UsageError(`--form is one of ${forms.join(', ')}`)
  const json = (schema: object) => `${JSON.stringify(schema, null, 2)}\n`
  const files = new Map([
    ...starterOf(form),
    [`${form}.schema.json`, json(schemas[form]())],
    ['cases.schema.json', json(casesJsonSchema())],
  ])
  const taken = [...files.keys()].filter((name) => existsSync(join(folder, name)))
  if (taken.length > 0) throw new UsageError(`${folder} holds ${taken.join(', ')} already; nothing was written`)
  for (const [name, text] of files) write(join(folder, name), text)
  for (const name of files.keys()) print(visible(join(folder, name)))
  return exits.allow
}

function write(file: string, text: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text, { flag: 'wx' })
  } catch (error) {
    throw new UsageError(`cannot write ${file}: ${(error as Error).message}`)
  }
}
