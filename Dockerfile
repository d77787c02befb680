# docker build -t chatrec . && docker run -p 7860:7860 -v chatrec:/state chatrec
FROM python:3.12-slim

ENV HF_HUB_OFFLINE=1 TOKENIZERS_PARALLELISM=false OMP_NUM_THREADS=2 \
    PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 CHATREC_STATE=/state

# The CPU build of torch first: a plain one brings gigabytes of CUDA.
RUN pip install torch --index-url https://download.pytorch.org/whl/cpu

WORKDIR /app
COPY pyproject.toml README.md LICENSE ./
COPY chatrec chatrec
RUN pip install ".[service]" && useradd --uid 1000 chatrec && install -d -o chatrec /state
COPY index index

USER chatrec
VOLUME /state
EXPOSE 7860
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:7860/readyz')"]
CMD ["chatrec", "serve", "--index", "index/movies", "--host", "0.0.0.0", "--port", "7860"]
