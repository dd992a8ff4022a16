-- CreateTable
CREATE TABLE "settled_order_line" (
    "order_line_id" TEXT NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "settled_order_line_pkey" PRIMARY KEY ("order_line_id")
);
