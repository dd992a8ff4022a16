/**
 * A table whose old rows may be moved into files (ADR 0044). They hold ids and numbers alone, for no erasure reaches a file,
 * and no query of the service needs them. Everything here is SQL as written in the code.
 */
export interface ArchivableTable {
  table: string
  /** The primary key, one column of text. */
  key: string
  /** Column with the instant that says how old a row is. */
  age: string
  /** Which rows may come back from a file, a condition on `archived.row` (jsonb); all when absent. */
  restorable?: string
}
