-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "FilePurpose" AS ENUM ('LESSON_VIDEO', 'LESSON_FILE', 'SUBMISSION', 'AVATAR');

-- CreateEnum
CREATE TYPE "FileStatus" AS ENUM ('RESERVED', 'UPLOADED', 'AVAILABLE', 'FAILED', 'DELETED');

-- CreateEnum
CREATE TYPE "FileFailure" AS ENUM ('EXPIRED', 'SIZE_MISMATCH', 'TYPE_MISMATCH', 'CHECKSUM_MISMATCH', 'OBJECT_MISSING');

-- CreateEnum
CREATE TYPE "ClaimOwnerType" AS ENUM ('LESSON', 'SUBMISSION');

-- CreateTable
CREATE TABLE "file" (
    "id" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "purpose" "FilePurpose" NOT NULL,
    "file_name" TEXT NOT NULL,
    "content_type" TEXT NOT NULL,
    "size" BIGINT NOT NULL,
    "sha256" TEXT NOT NULL,
    "part_size" INTEGER,
    "multipart_id" TEXT,
    "status" "FileStatus" NOT NULL,
    "failure" "FileFailure",
    "upload_until" TIMESTAMPTZ(3) NOT NULL,
    "verifying_until" TIMESTAMPTZ(3),
    "purged_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "file_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "storage_account" (
    "user_id" TEXT NOT NULL,
    "reserved" BIGINT NOT NULL,
    "used" BIGINT NOT NULL,

    CONSTRAINT "storage_account_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "claim_owner" (
    "owner_type" "ClaimOwnerType" NOT NULL,
    "owner_id" TEXT NOT NULL,
    "course_id" TEXT NOT NULL,
    "claimant_id" TEXT,
    "version" INTEGER NOT NULL,

    CONSTRAINT "claim_owner_pkey" PRIMARY KEY ("owner_type","owner_id")
);

-- CreateTable
CREATE TABLE "file_claim" (
    "file_id" TEXT NOT NULL,
    "owner_type" "ClaimOwnerType" NOT NULL,
    "owner_id" TEXT NOT NULL,

    CONSTRAINT "file_claim_pkey" PRIMARY KEY ("file_id","owner_type","owner_id")
);

-- CreateTable
CREATE TABLE "roster_course" (
    "course_id" TEXT NOT NULL,
    "instructor_id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "roster_course_pkey" PRIMARY KEY ("course_id")
);

-- CreateTable
CREATE TABLE "roster_enrollment" (
    "enrollment_id" TEXT NOT NULL,
    "course_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "active" BOOLEAN NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "roster_enrollment_pkey" PRIMARY KEY ("enrollment_id")
);

-- CreateIndex
CREATE INDEX "file_claim_owner_type_owner_id_idx" ON "file_claim"("owner_type", "owner_id");

-- CreateIndex
CREATE INDEX "roster_enrollment_course_id_user_id_idx" ON "roster_enrollment"("course_id", "user_id");

-- CreateIndex
CREATE INDEX "roster_enrollment_user_id_idx" ON "roster_enrollment"("user_id");

-- AddForeignKey
ALTER TABLE "file_claim" ADD CONSTRAINT "file_claim_owner_type_owner_id_fkey" FOREIGN KEY ("owner_type", "owner_id") REFERENCES "claim_owner"("owner_type", "owner_id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "file" ADD CONSTRAINT "file_size_check" CHECK ("size" BETWEEN 1 AND 9007199254740991);
ALTER TABLE "file" ADD CONSTRAINT "file_sha256_check" CHECK ("sha256" ~ '^[0-9a-f]{64}$');
ALTER TABLE "file" ADD CONSTRAINT "file_parts_check" CHECK ("multipart_id" IS NULL OR "part_size" IS NOT NULL);
ALTER TABLE "file" ADD CONSTRAINT "file_failure_check" CHECK (("status" = 'FAILED') = ("failure" IS NOT NULL) OR ("status" = 'DELETED'));
ALTER TABLE "storage_account" ADD CONSTRAINT "storage_account_check" CHECK ("reserved" >= 0 AND "used" >= 0);
ALTER TABLE "claim_owner" ADD CONSTRAINT "claim_owner_claimant_check" CHECK (("owner_type" = 'SUBMISSION') = ("claimant_id" IS NOT NULL));

-- What the jobs look for.
CREATE INDEX "file_reserved_idx" ON "file"("upload_until") WHERE "status" = 'RESERVED';
CREATE INDEX "file_uploaded_idx" ON "file"("id") WHERE "status" = 'UPLOADED';
CREATE INDEX "file_unpurged_idx" ON "file"("upload_until") WHERE "status" IN ('FAILED', 'DELETED') AND "purged_at" IS NULL;
