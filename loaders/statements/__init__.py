"""One file per kind of statement, each with one public function."""
