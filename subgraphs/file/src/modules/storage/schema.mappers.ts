/** A reference: the user subgraph has the rest. */
export interface UserMapper {
  id: string
}
