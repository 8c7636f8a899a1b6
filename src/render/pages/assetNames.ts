import { createHash } from 'node:crypto'
import { script, style } from './assets.ts'

/** The files that the pages load. Their names change with their content, so that caches may keep them for ever. */
export const styleName = `pages-${hashOf(style)}.css`
export const scriptName = `pages-${hashOf(script)}.js`

export const assets: ReadonlyMap<string, { readonly type: string, readonly text: string }> = new Map([
  [styleName, { type: 'text/css; charset=utf-8', text: style }],
  [scriptName, { type: 'text/javascript; charset=utf-8', text: script }]
])

function hashOf (text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}
