from . import bench_inbox
