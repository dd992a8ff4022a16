-- AlterTable
ALTER TABLE "certificate" ADD COLUMN     "version" INTEGER NOT NULL DEFAULT 1;
