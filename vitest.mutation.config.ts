/** The tests of the evaluator, the forms and the language, for mutants: all in one process, since nothing that they import has state. */
import { defineConfig } from 'vitest/config'
import base from './vitest.config.ts'

export default defineConfig({
  ...base,
  test: {
    include: ['core/src/{engine,policy}/**/*.test.ts'],
    isolate: false,
    fileParallelism: false,
    env: { PORTCULLIS_FEWER: '20' },
  },
})
