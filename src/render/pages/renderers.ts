import { codeHtml } from './codeHtml.ts'
import { codeMarkdown } from './codeMarkdown.ts'
import { indexHtml } from './indexHtml.ts'
import { indexMarkdown } from './indexMarkdown.ts'
import { codeJson, indexJson } from './json.ts'

/** The functions that render an index, and the page of a code, in each format. */
export const renderIndex = { html: indexHtml, json: indexJson, md: indexMarkdown } as const
export const renderCode = { html: codeHtml, json: codeJson, md: codeMarkdown } as const
