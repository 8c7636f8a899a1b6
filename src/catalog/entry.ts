import type { LogLevel, Retry } from '../format/catalogFile.ts'
import type { Detail } from './detail.ts'
import type { Template } from './template.ts'

/** One error of a catalog, checked. */
export interface Entry {
  readonly code: string
  readonly status: number
  readonly message: Template
  /** Translations of the message, by language. */
  readonly messages: ReadonlyMap<string, Template>
  readonly meaning?: string
  readonly action?: string
  readonly causes: readonly string[]
  readonly group?: string
  readonly details: readonly Detail[]
  readonly retry: Retry
  /** Default Retry-After in seconds. */
  readonly retryAfter?: number
  /** The detail linked to Retry-After: each one sets the other. */
  readonly retryAfterDetail?: string
  readonly challenge?: string
  readonly headers: ReadonlyArray<readonly [name: string, value: Template]>
  readonly log: LogLevel
  readonly sdk?: string
  readonly since?: string
  readonly deprecated?: boolean | string
  readonly replacedBy?: string
  /** False: the reference pages do not show the code, and its failures have no link to a page. */
  readonly public?: boolean
  readonly aliases: readonly string[]
}
