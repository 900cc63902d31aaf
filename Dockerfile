# zhize with all extras but those for clusters, as a user without rights; graphs lie in the volume /data.
#   docker build -t zhize . && docker run --rm -v "$PWD:/data" zhize build /data/公报 -o /data/kg
FROM python:3.11-slim AS made
WORKDIR /src
COPY pyproject.toml setup.py README.md LICENSE ./
COPY zhize zhize
COPY graph graph
COPY loaders loaders
COPY queries queries
RUN python -m venv /opt/zhize && /opt/zhize/bin/pip install --no-cache-dir ".[cypher,draw,pandas,web,ocr,semantic,parquet]"

FROM python:3.11-slim
# Without Chinese letters .png, .svg and charts in reports would show boxes.
RUN apt-get update && apt-get install --yes --no-install-recommends fonts-wqy-microhei && rm -rf /var/lib/apt/lists/*
COPY --from=made /opt/zhize /opt/zhize
COPY samples /app/samples
RUN useradd --create-home --no-log-init --uid 10001 zhize && mkdir /data && chown zhize /data
USER 10001
WORKDIR /app
ENV PATH=/opt/zhize/bin:$PATH
VOLUME /data
EXPOSE 7878
ENTRYPOINT ["zhize"]
CMD ["--help"]
