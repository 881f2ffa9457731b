import { defineConfig } from 'vitest/config'

// VITEST_REPORT names a file for the machine-readable report; .ci/run counts with it.
const report = process.env.VITEST_REPORT

export default defineConfig({
  resolve: { conditions: ['development'] },
  ssr: { resolve: { conditions: ['development'], externalConditions: ['development'] } },
  test: {
    include: [
      '{core,server,bench}/src/**/*.test.ts',
      'server/bin/*.test.ts',
      'tools/**/*.test.ts',
      'examples/**/*.test.ts',
    ],
    testTimeout: 300_000,
    reporters: report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
  },
})
