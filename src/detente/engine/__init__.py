"""Read many articles, in processes or on a cluster; follow sources, raise alerts, write the digest."""
