-- AlterTable
ALTER TABLE "user" ADD COLUMN     "erased_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "erasure" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "completed_at" TIMESTAMPTZ(3),

    CONSTRAINT "erasure_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "erasure_receipt" (
    "erasure_id" TEXT NOT NULL,
    "domain" TEXT NOT NULL,
    "erased" INTEGER NOT NULL,
    "kept" TEXT[],
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "erasure_receipt_pkey" PRIMARY KEY ("erasure_id","domain")
);

-- CreateIndex
CREATE UNIQUE INDEX "erasure_user_id_key" ON "erasure"("user_id");

-- AddForeignKey
ALTER TABLE "erasure_receipt" ADD CONSTRAINT "erasure_receipt_erasure_id_fkey" FOREIGN KEY ("erasure_id") REFERENCES "erasure"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
