"""The same reading on Apache Spark: a map over files, identity as a group by region, tables as Parquet. Needs the extra `spark`."""
