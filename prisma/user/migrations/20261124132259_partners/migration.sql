-- CreateEnum
CREATE TYPE "OperationType" AS ENUM ('QUERY', 'MUTATION', 'SUBSCRIPTION');

-- CreateTable
CREATE TABLE "partner" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "budget_capacity" INTEGER,
    "budget_restore_per_second" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by_id" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_by_id" TEXT NOT NULL,

    CONSTRAINT "partner_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "partner_key" (
    "id" TEXT NOT NULL,
    "partner_id" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by_id" TEXT NOT NULL,
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "revoked_by_id" TEXT,

    CONSTRAINT "partner_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "partner_operation" (
    "id" TEXT NOT NULL,
    "partner_id" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "type" "OperationType" NOT NULL,
    "body" TEXT NOT NULL,
    "registered_at" TIMESTAMPTZ(3) NOT NULL,
    "registered_by_id" TEXT NOT NULL,
    "retired_at" TIMESTAMPTZ(3),
    "retired_by_id" TEXT,

    CONSTRAINT "partner_operation_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "partner_changed_at_idx" ON "partner"("changed_at");

-- CreateIndex
CREATE UNIQUE INDEX "partner_key_hash_key" ON "partner_key"("hash");

-- CreateIndex
CREATE INDEX "partner_key_partner_id_id_idx" ON "partner_key"("partner_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "partner_operation_partner_id_hash_key" ON "partner_operation"("partner_id", "hash");

-- AddForeignKey
ALTER TABLE "partner_key" ADD CONSTRAINT "partner_key_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "partner_operation" ADD CONSTRAINT "partner_operation_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A budget has both figures or neither.
ALTER TABLE "partner" ADD CONSTRAINT "partner_budget_check" CHECK (
  ("budget_capacity" IS NULL) = ("budget_restore_per_second" IS NULL) AND "budget_capacity" > 0 AND "budget_restore_per_second" > 0
);
ALTER TABLE "partner_key" ADD CONSTRAINT "partner_key_hash_check" CHECK ("hash" ~ '^[0-9a-f]{64}$');
ALTER TABLE "partner_key" ADD CONSTRAINT "partner_key_revoked_check" CHECK (("revoked_at" IS NULL) = ("revoked_by_id" IS NULL));
-- The hash of another text would let one operation pass under the name of another.
ALTER TABLE "partner_operation" ADD CONSTRAINT "partner_operation_hash_check" CHECK ("hash" = encode(sha256(convert_to("body", 'UTF8')), 'hex'));
ALTER TABLE "partner_operation" ADD CONSTRAINT "partner_operation_retired_check" CHECK (("retired_at" IS NULL) = ("retired_by_id" IS NULL));
