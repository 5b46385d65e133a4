"""How pairs of actors stand: their acts over time, the phases, what turned them, who could mediate."""
