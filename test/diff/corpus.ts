import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { DiffRule } from '../../src/format/diffRuleNames.ts'

export const corpus = fileURLToPath(new URL('corpus', import.meta.url))

/** One folder for each rule: from `old.yaml` to `new.yaml` is its change, from `new.yaml` to `old.yaml` the opposite change. */
export const folders = readdirSync(corpus, { withFileTypes: true }).filter(entry => entry.isDirectory()).map(({ name }) => name as DiffRule)

export const fileOf = (folder: string, name: string) => join(corpus, folder, name)
