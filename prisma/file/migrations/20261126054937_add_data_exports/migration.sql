-- AlterEnum
ALTER TYPE "FilePurpose" ADD VALUE 'DATA_EXPORT';

-- AlterTable
ALTER TABLE "file" ADD COLUMN     "expires_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "data_export" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "file_id" TEXT NOT NULL,
    "private_key" TEXT,
    "attempt" INTEGER NOT NULL,
    "claimed_until" TIMESTAMPTZ(3),

    CONSTRAINT "data_export_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "export_part" (
    "export_id" TEXT NOT NULL,
    "domain" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL,
    "part" INTEGER NOT NULL,
    "parts" INTEGER NOT NULL,
    "sealed" TEXT NOT NULL,

    CONSTRAINT "export_part_pkey" PRIMARY KEY ("export_id","domain","attempt","part")
);

-- CreateIndex
CREATE UNIQUE INDEX "data_export_file_id_key" ON "data_export"("file_id");

-- AddForeignKey
ALTER TABLE "data_export" ADD CONSTRAINT "data_export_file_id_fkey" FOREIGN KEY ("file_id") REFERENCES "file"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "export_part" ADD CONSTRAINT "export_part_export_id_fkey" FOREIGN KEY ("export_id") REFERENCES "data_export"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What an export holds is known when it is done. As text, because a value that was just added cannot be used yet.
ALTER TABLE "file" DROP CONSTRAINT "file_size_check", DROP CONSTRAINT "file_sha256_check";
ALTER TABLE "file" ADD CONSTRAINT "file_size_check" CHECK (
  "size" BETWEEN 1 AND 9007199254740991
  OR ("purpose"::text = 'DATA_EXPORT' AND "status" <> 'AVAILABLE' AND "size" = 0));
ALTER TABLE "file" ADD CONSTRAINT "file_sha256_check" CHECK (
  "sha256" ~ '^[0-9a-f]{64}$' OR ("purpose"::text = 'DATA_EXPORT' AND "status" <> 'AVAILABLE' AND "sha256" = ''));
ALTER TABLE "file" ADD CONSTRAINT "file_export_check" CHECK (
  "purpose"::text <> 'DATA_EXPORT' OR "status" <> 'AVAILABLE' OR "expires_at" IS NOT NULL);

-- What the job looks for.
CREATE INDEX "file_expiring_idx" ON "file"("expires_at") WHERE "status" = 'AVAILABLE' AND "expires_at" IS NOT NULL;
