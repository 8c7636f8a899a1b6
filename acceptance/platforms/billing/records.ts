import { randomUUID } from 'node:crypto'
import { CatalogError } from '../../../src/index.ts'

export interface Owned {
  readonly id: string
  readonly tenant: string
}

/** All resources of one kind. Each belongs to a tenant; the ids of removed ones are remembered. */
export function createRecords<T extends Owned> (prefix: string, seeds: readonly T[] = []) {
  const records = new Map<string, T>(seeds.map(seed => [seed.id, seed]))
  const removed = new Map<string, T>()

  function save<S extends T> (record: S): S {
    records.set(record.id, record)
    return record
  }

  return {
    save,

    create: (tenant: string, content: Omit<T, 'id' | 'tenant'>): T => save({ ...content, id: `${prefix}_${randomUUID()}`, tenant } as T),

    read (tenant: string, id: string): T {
      const record = records.get(id)
      if (record?.tenant === tenant) return record
      if (removed.get(id)?.tenant === tenant) throw new CatalogError('gone')
      // The error does not say whether another tenant has this resource.
      throw new CatalogError('not_found')
    },

    remove (record: T) {
      records.delete(record.id)
      removed.set(record.id, record)
    },

    find: (isWanted: (record: T) => boolean): readonly T[] => [...records.values()].filter(isWanted)
  }
}
