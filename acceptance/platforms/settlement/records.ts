import { randomUUID } from 'node:crypto'
import { CatalogError } from '../../../src/index.ts'

export interface Owned {
  readonly id: string
  readonly workspace: string
}

/** All resources of one kind, each of a workspace. */
export function createRecords<T extends Owned> (prefix: string, seeds: readonly T[] = []) {
  const records = new Map<string, T>(seeds.map(seed => [seed.id, seed]))

  function save (record: T): T {
    records.set(record.id, record)
    return record
  }

  return {
    save,

    create: (workspace: string, content: Omit<T, 'id' | 'workspace'>): T => save({ ...content, id: `${prefix}_${randomUUID()}`, workspace } as T),

    read (workspace: string, id: string): T {
      const record = records.get(id)
      // The error does not say whether another workspace has this resource.
      if (record?.workspace !== workspace) throw new CatalogError('not_found')
      return record
    },

    find: (isWanted: (record: T) => boolean): T | undefined => [...records.values()].find(isWanted)
  }
}
