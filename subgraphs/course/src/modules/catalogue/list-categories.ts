import { type Connection, type PageArgs, paginate } from '@lms/kit/pagination'
import type { Context } from '../../context.ts'
import type { CategoryModel } from '../../generated/prisma/models.ts'
import { catalogueReader } from './catalogue-reader.ts'

/** All categories by name; they may lag, see `catalogueReader`. */
export function listCategories(ctx: Context, page: PageArgs): Promise<Connection<CategoryModel>> {
  const db = catalogueReader(ctx)
  return paginate<CategoryModel>(page, {
    columns: [['name', 'asc']],
    find: (query) => db.category.findMany(query),
    count: () => db.category.count(),
  })
}
